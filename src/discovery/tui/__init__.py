"""The screens. They paint from values and hold no row, session or lock; every change goes through the service."""

import os

os.environ.setdefault("ESCDELAY", "50")
"""Milliseconds in which what follows an Esc belongs to it. Textual reads this when it is imported, and waits 100 if it
is not said; a key pressed sooner may be lost. Whoever sets the variable has their way, as with other programs."""
