"""Pages to projects: whose pages, which value, what changed."""
