"""One request and its answer: client, sockets, content decoding, redirects."""

import sys

# httpx has a command of its own, which is imported with rich and pygments where these are there, for a tenth of a
# second: kept from it, httpx says itself that it has none.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # what Python takes for a module that is not there
