"""Batches of postings in the DATEV format (EXTF/DTVF, version 700): read, checked row by row, and counted by partner."""
