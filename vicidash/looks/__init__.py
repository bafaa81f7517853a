"""Every look at the floor of the last shift, kept small in files, to be looked at again."""
