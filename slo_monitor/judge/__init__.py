"""The pure core: objectives and evidence in, verdicts and inversions out, at any instant."""
