"""What a user may set, and the plan of a run."""
