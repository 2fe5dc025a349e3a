"""One request and its answer: client, sockets, content decoding, redirects."""
