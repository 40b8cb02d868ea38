"""Question banks: YAML in, frozen values out."""
