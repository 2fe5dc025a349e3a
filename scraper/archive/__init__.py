"""Every response as received, in WARC files that only grow, and the index that finds them."""
