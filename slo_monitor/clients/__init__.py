"""The only door to third-party libraries, files and services: what is foreign ends here."""
