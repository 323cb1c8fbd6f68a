"""Kubernetes objects and events, in every form they come in, fused into runs."""
