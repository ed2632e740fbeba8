"""What may be wrong with an office as files and a repository: each ailment a small function that yields findings."""
