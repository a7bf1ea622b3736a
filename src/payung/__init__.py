"""Payung: from messy village lists to social insurance cover that is paid for, explained and claimed."""

__version__ = "0.1.0"
