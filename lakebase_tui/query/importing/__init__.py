"""CSV files into tables, through COPY."""
