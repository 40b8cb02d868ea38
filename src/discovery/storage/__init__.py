"""The store: leads, calls and their events on SQLite or PostgreSQL. The one place that knows SQL.

This module imports nothing, so that `storage.peek` costs what `sqlite3` costs.
"""
