"""The desk's pages, by noun. Only here is the clock read."""
