"""The functions of both endpoints, one module for each kind of question."""
