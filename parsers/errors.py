"""What can be wrong with the project's own tables of words."""


class TableError(ValueError):
    """A row of a table is not what it must be; the message names the table, the line and the fault."""
