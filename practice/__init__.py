"""A practice site on loopback: real facts in invented pages, so that nobody practises on iom.int."""
