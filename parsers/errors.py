"""What can be wrong with a page, and with the project's own tables of words."""


class ExcessError(Exception):
    """Reading the page would cost more than any real page does; the message says what there is too much of."""


class TableError(ValueError):
    """A row of a table is not what it must be; the message names the table, the line and the fault."""
