"""Results in words, pictures and files, in German and English."""
