"""What the README shows, made from the seeded demo dialer, on a clock of its own.

    python -m screenshots.make

The same source gives the same SVG on any machine. PNGs are made beside them where ``rsvg-convert``
(Debian: librsvg2-bin, fonts-dejavu) is installed. ``tests/test_screenshots.py`` compares.
"""
