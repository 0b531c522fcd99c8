"""Where articles are kept, and found again; guards that no other module knows which database it is."""
