"""Payung: from messy village lists to social insurance cover that is paid for, explained and claimed."""
