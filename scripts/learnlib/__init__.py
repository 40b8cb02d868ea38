"""What `scripts/learn` is made of."""
