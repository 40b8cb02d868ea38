"""The screens. They paint from values and hold no row, session or lock; every change goes through the service."""
