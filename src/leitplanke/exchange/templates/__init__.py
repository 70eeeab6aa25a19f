"""The annotated study file that ``leitplanke new`` writes, one text a language; the questions come from the catalogue."""
