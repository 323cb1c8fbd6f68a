"""The sheet: a grid of cells becomes objectives, closed days, maintenance and problems."""
