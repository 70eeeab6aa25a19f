"""A firm's own figures and stances, as rows and as the library speaks of them."""
