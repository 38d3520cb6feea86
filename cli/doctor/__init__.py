"""What `golddust doctor` looks at: a module for each thing that can be away or wrong."""
