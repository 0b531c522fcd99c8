"""The edges: each module turns one outside thing into a port. Adapters never import each other."""
