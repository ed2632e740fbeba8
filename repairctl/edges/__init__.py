"""All that touches the world, one door each."""
