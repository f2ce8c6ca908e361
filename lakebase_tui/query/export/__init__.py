"""Results into files: from the rows that are here, or as a stream from the server."""
