"""Pages where a firm adds Unseens and measures of its own to those of the catalogue."""
