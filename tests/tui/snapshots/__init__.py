"""What the views look like, as text files that a reviewer can read.

    python -m tests.tui.snapshots

remakes them all; ``git diff`` then shows what has changed on the screens. See ``scenes`` for what
is shown, and ``../test_snapshots.py`` for what compares them.
"""
