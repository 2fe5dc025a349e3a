"""The one registry of tables and columns, and the documents made from it."""
