"""What could stand at the cursor: the context read from the text, the candidates from the catalogue."""
