"""Leads: who the calls are with."""
