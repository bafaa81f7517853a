"""A simulated VICIdial centre that speaks the stock protocol over HTTP on loopback."""
