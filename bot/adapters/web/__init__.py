"""The web: the one door out, and parsers in processes of their own that can be killed."""
