"""The parts of `scripts/bench`: a pretended terminal, the measurements in it, those without one, and the report."""
