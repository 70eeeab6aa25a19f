"""Studies: gathered inputs, the job, the stored result, its files and its trail."""
