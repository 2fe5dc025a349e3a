"""The only code that touches the network or the archive."""
