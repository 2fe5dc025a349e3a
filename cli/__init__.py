"""The commands: arguments in, pipeline calls, human and JSON output."""
