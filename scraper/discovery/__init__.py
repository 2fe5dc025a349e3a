"""Where addresses are found: seeds, sitemaps, listings, links, web archives."""
