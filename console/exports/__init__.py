"""What may be read, taken away whole: as CSV for anything, as Parquet for programs that count."""
