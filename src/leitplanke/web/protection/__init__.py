"""Protection of the browser: headers, policy reports, refusals."""
