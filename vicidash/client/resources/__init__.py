"""What the dialer has, a resource a module."""
