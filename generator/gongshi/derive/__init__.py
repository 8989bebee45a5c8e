"""Pure functions from records and a day to what follows from them."""
