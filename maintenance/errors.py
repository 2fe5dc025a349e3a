"""What can be wrong with fixtures."""


class FixtureError(Exception):
    """A fixture cannot be read, found, added or accepted; the message says what to do, in one line."""
