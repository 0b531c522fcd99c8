"""Who said what: direct and reported speech with its speakers; guards that every span is an exact slice."""
