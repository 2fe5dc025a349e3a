"""The maintainers' loop: pages kept with what they must come out as, and why a value is what it is."""
