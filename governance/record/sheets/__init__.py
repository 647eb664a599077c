"""Agreements as rows of a spreadsheet, CSV or XLSX, in and out: docs/spreadsheet-format.md."""
