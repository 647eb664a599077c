"""The mail of the days to come, if nobody acts from now on: told from facts, in plain Python, never tried out on the register."""
