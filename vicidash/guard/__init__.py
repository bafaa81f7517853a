"""The drop-rate guard: it holds a campaign under its drop ceiling while nobody watches."""
