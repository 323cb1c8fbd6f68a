"""YAML and environment become frozen values; nothing else reads either."""
