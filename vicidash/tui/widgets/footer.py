"""The footer: the keys that work now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.screen import Screen
from textual.widget import Widget

from vicidash.tui.bindings import action_of
from vicidash.tui.rendering.text import kept

_STAY: Final = ("help", "quit", "log_in", "commands")
"""Shown even in the narrowest pane; the first lists all other keys."""
_MORE: Final = (
    *("open_agent", "undo", "pause_code", "message", "freeze", "sort", "campaign_active"),
    *("listen", "wide", "reason", "mark_all", "hopper_reset", "recording_save_to", "filters"),
)
"""Shown in a wide pane if there is room, most useful first."""
_MANY: Final = 1000
"""A rank above the number of keys."""
_GAP: Final = 1
_DIM: Final = Style(dim=True)


class FooterKey(NamedTuple):
    """One of the keys that work now."""

    key: str
    """Textual's name of the key, which a click simulates."""
    shown: str
    label: str
    action: str
    tooltip: str
    possible: bool
    """If not, it is dimmed, and pressing it says why."""
    always: bool = True
    """Whether it takes precedence over keys that only fill the line."""
    usual: str = ""
    """A shorter label, for a line that would have to leave out a key for the long one."""

    @property
    def brief(self) -> FooterKey:
        """The key with its shorter label, if it has one."""
        return self._replace(label=self.usual or self.label)

    @property
    def size(self) -> int:
        """Cells that it takes."""
        return cell_len(f"{self.shown} {self.label}")

    def rank(self, place: int) -> int:
        """The higher, the earlier it is left out."""
        if self.action in _STAY:
            return _STAY.index(self.action)
        if self.action in _MORE and not self.always:
            return _MANY + _MORE.index(self.action)
        return len(_STAY) + place


class Footer(Widget):
    """The keys that work now; under a dialog, those of the screen below.

    If not all fit, the last ones are left out first; help and quit stay longest. If there is room,
    more are shown.

    It is one widget that is redrawn when its keys change. Textual's own footer makes a widget for
    each key whenever the focus moves, and keeps all of them in memory.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--label", "key-line--hover"}
    DEFAULT_CSS = """
    Footer {
        dock: bottom;
        height: 1;
        text-wrap: nowrap;
        color: $footer-foreground;
        background: $footer-background;
        .key-line--key {
            color: $footer-key-foreground;
            background: $footer-key-background;
            text-style: bold;
        }
        .key-line--label {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
        .key-line--hover { color: $footer-key-foreground; background: $block-hover-background; }
    }
    """

    def __init__(self, labels: Callable[[], Mapping[str, str]] = dict) -> None:
        """``labels`` gives labels that differ from the usual ones now."""
        super().__init__()
        self._labels = labels
        self._keys: tuple[FooterKey, ...] = ()
        self._pointed: FooterKey | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._look)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _look(self, screen: Screen[object]) -> None:
        """Update the keys.

        Under a dialog Textual would report all actions as possible, even in a read-only console;
        and in a terminal window without focus no widget has the focus.
        """
        if self.app.screen is screen is self.screen and self.app.app_focus:
            keys = self._active()
            if keys != self._keys:
                self._keys = keys
                self.refresh()

    def _active(self) -> tuple[FooterKey, ...]:
        labels, found = self._labels(), dict[str, FooterKey]()
        for _, binding, possible, tooltip in self.screen.active_bindings.values():
            action = action_of(binding)
            if (binding.show or action in _MORE) and action not in found:
                shown = self.app.get_key_display(binding)
                label = labels.get(action, binding.description)
                usual = binding.description if action == "undo" else ""
                found[action] = FooterKey(
                    binding.key, shown, label, action, tooltip, possible, binding.show, usual
                )
        return tuple(found.values())

    @property
    def keys(self) -> list[FooterKey]:
        """The keys shown."""
        long = self._fitting(self._keys)
        brief = self._fitting([key.brief for key in self._keys])
        lost = sum(key.always for key in brief) > sum(key.always for key in long)
        return brief if lost else long

    def _fitting(self, keys: Sequence[FooterKey]) -> list[FooterKey]:
        sizes = [key.size for key in keys]
        ranks = [key.rank(place) for place, key in enumerate(keys)]
        return [keys[each] for each in kept(sizes, ranks, self.size.width, gap=_GAP)]

    def render(self) -> Text:
        key_style = self.get_component_rich_style("key-line--key")
        label_style = self.get_component_rich_style("key-line--label")
        line = Text(no_wrap=True, end="")
        for key in self.keys:
            start = len(line)
            line.append(key.shown, key_style).append(f" {key.label}", label_style)
            if not key.possible:
                line.stylize(_DIM, start)
            if key == self._pointed:
                line.stylize(self.get_component_rich_style("key-line--hover"), start)
            line.append(" " * _GAP)
        return line

    def _at(self, x: int) -> FooterKey | None:
        """The key in that column."""
        start = 0
        for key in self.keys:
            if start <= x < start + key.size:
                return key
            start += key.size + _GAP
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(self._at(event.x))

    def on_leave(self) -> None:
        self._point(None)

    def _point(self, key: FooterKey | None) -> None:
        if key != self._pointed:
            self._pointed = key
            self.tooltip = key.tooltip if key is not None and key.tooltip else None
            self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        key = self._at(event.x)
        if key is not None:
            self.app.simulate_key(key.key)
