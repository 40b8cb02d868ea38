"""Use cases, one noun a file: sync functions that take a session first. The two faces call nothing below."""
