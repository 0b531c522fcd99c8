"""The figures that README quotes, printed by `make bench`."""
