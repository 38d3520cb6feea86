"""What the counts mean: pure functions from what is stored to what pages, files and the weekly digest show alike."""
