"""Whether each change of a screen is painted as for a terminal, where nobody looks.

A test reads the screen by having it rendered when it asks. What is rendered for the terminal in
between goes nowhere and took a third of the time; the long run still does it, so that a row that
cannot be painted at any moment is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual._compositor import Compositor


@contextmanager
def only_what_is_read() -> Iterator[None]:
    """While this lasts, changes of a screen are laid out but not painted until a test looks."""
    render: Any = Compositor.render_update

    def render_update(self: Compositor, full: bool = False, **options: Any) -> Any:
        if full:
            return render(self, full=True, **options)
        self._dirty_regions.clear()
        return None

    with patch.object(Compositor, "render_update", render_update):
        yield
