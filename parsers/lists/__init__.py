"""How a text enumerates: possible markers, the sequences they form, the items between them, what introduces them."""
