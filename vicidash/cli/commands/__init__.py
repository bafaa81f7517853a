"""The commands, one file for each group: its options and its work."""
