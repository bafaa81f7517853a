"""The commands about drop rates: the figures, and the guard that keeps them low."""
