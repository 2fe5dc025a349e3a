"""Every address ever discovered and the one state it is in, run by run."""
