"""Source Sans 3 (SIL Open Font Licence 1.1, see OFL.txt): the one typeface of report and charts, so they look the same everywhere."""
