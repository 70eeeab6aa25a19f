"""Study files come in: a file becomes a firm of its own, nothing already stored is touched."""
