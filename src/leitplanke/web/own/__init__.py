"""Pages where a firm puts its own figures in the place of the catalogue's."""
