"""The guided set-up: a small app that runs before there is a console."""
