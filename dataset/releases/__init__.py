"""Releases on the disk: written whole, loaded, compared, verified."""
