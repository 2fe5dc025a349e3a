"""What people look at: the report of a release, one HTML file that asks nobody for anything, and its charts."""

from report.page import FILE_NAME, Account, render_report, stream_report

__all__ = ["FILE_NAME", "Account", "render_report", "stream_report"]
