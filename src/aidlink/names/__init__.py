"""Chinese names: read as written, packed into integers, compared for the ways in which offices err."""
