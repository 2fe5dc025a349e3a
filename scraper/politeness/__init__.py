"""What keeps us welcome: robots.txt, one pace for every host, tries that are spaced, requests that are not made."""
