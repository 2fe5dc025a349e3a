"""Killable children that parse pages, and the cache of what they read; shared by crawl and build."""
