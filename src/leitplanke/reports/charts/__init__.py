"""Charts as SVG, drawn without a browser: text stays text, and each chart has a finding, one sentence and a table."""
