"""Hand-off briefs: a call composed into one value, and that value rendered."""
