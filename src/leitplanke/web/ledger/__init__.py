"""Bookkeeping in, dependence out: batches of postings and lists, shown before anything is stored."""
