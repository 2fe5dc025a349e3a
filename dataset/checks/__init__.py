"""What must hold before a dataset may replace the last good one."""
