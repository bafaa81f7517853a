"""What the commands do, one module for each group; loaded only by the command that runs."""
