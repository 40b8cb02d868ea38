"""The engine: pure functions over frozen values. No clock, no I/O, no configuration, no colour."""
