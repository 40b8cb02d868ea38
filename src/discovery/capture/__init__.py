"""Capture: one line of free text in, the value of one question out."""
