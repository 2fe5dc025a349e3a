"""What can be wrong with fixtures, and with the project's own tables of words."""


class FixtureError(Exception):
    """A fixture cannot be read, found, added or accepted; the message says what to do, in one line."""


class TableError(ValueError):
    """A row of a table is not what it must be; the message names the table, the line and the fault."""
