"""discovery: the program that sits beside a sales development rep on a qualification call."""

__version__ = "0.1.0"
