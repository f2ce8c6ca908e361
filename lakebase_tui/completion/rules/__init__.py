"""Which kinds of things could stand at a place."""
