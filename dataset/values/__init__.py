"""Printed text in, one typed value or one reason out: a module per kind of value.

Every reader has the same shape, `(field, texts) -> Typed`, and knows nothing of pages.
"""
