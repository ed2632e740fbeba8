"""What a history may not do: each commit judged by what stood before it, what stands after it, and what it says of itself. Pure."""
