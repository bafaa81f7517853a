"""The floor's past: what is kept of it, and the figures that follow."""
