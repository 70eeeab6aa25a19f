"""The catalogue: everything the source says and every default figure, as checked data in German and English."""
