"""Widgets that several screens share: drawn line by line, so that a key repaints only what it changed."""
