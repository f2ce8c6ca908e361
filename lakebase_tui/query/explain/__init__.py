"""Plans: asked for on the user's session, read from JSON, measured, judged, compared and written as text."""
