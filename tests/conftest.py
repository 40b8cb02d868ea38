from __future__ import annotations

from hypothesis import settings

from tests.examples import EVERY_TEST, times

# No deadline: on a busy machine it fails what is right, and no test asserts a time.
settings.register_profile("discovery", max_examples=times(EVERY_TEST), deadline=None)
settings.load_profile("discovery")
