"""What people are handed: the workbook of what to check."""
