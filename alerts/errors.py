"""What can go wrong on the way of an alert; it never fails a run."""


class AlertError(Exception):
    """An alert did not arrive; the message is one line with the next step, and holds no secret."""
