"""Papers that leave: one wording, written as a Word file for the office to edit or set as a PDF."""
