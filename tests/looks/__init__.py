"""The recorded looks: what goes into a file comes out of it again."""
