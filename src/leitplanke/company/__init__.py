"""The firm: profile, size status, economic bases and balance."""
