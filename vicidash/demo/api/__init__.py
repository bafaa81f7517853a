"""The functions of both API endpoints, one module per subject."""
