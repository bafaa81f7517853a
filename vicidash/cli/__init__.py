"""The command line. What declares a command loads fast; its work is imported when it runs."""
