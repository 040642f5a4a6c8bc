"""Pure values and functions: no clock, no dice, no files, no terminal."""
