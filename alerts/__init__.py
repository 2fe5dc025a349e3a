"""Tells people and their machines when the verdict on a site changes; with `scraper`, the only room with a network."""
