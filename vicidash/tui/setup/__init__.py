"""The guided set-up: a small app of its own, before there is a console."""
