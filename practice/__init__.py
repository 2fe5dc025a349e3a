"""A practice site on loopback: real facts in invented pages, so that nobody practises on iom.int.

`practice.server.serve` runs it, `practice.truth` says what a whole run over it must come out with.
"""

from practice.edition import truth

__all__ = ["truth"]
