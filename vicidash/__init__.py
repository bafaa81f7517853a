"""The console that VICIdial supervisors keep open, and the client it stands on."""

__version__ = "0.1.0"
