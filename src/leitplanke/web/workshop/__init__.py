"""Questions as a workbook for workshops, and filled-in workbooks as voices at the desk."""
