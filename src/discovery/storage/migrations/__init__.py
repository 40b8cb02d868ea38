"""Migrations of the store, run from the program itself when a store is opened."""
