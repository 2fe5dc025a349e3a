"""Captures that others made: WARC and WACZ files, replays of web archives, and pages saved by browsers, become ours."""
