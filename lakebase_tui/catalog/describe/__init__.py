"""All that the server knows of one object, in an order that a reader wants."""
