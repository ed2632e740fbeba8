"""Bringing a register in from the sheet that the office has kept so far: read, understood, compared with the register, written at once."""
