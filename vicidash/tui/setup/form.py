"""The form: every question on one screen, and what is odd about an answer right below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import SecretStr
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, RadioButton, RadioSet, Static

from vicidash.config import keystore
from vicidash.guidance import Guided, Next, Start
from vicidash.tui.setup.draft import Draft, Keep, put_scheme, secret_warning, url_warning
from vicidash.tui.setup.verdict import VerdictScreen
from vicidash.words import printable

KEYS: Final = "Tab next  Ctrl+Q leave"
LOW: Final = 16
"""Rows below which the form does without blank lines."""
_SCHEME_PUT: Final = (
    "https:// was put before it. Is the dialer without encryption? Write http:// instead"
)
_KEEPS: Final = {
    Keep.KEY_STORE: "in this machine's key store",
    Keep.FILE: "in the file, which only you can read",
    Keep.NOWHERE: "nowhere: ask at each start",
}
_NO_KEY_STORE: Final = "key store: first pip install 'vicidash[keyring]'"


class Field(Horizontal):
    """One line to fill in, with its name before it."""

    def __init__(self, name: str, label: str, value: str, **options: object) -> None:
        super().__init__(classes="field")
        self._label = label
        self.entry = Input(
            value,
            placeholder=str(options.get("placeholder", "")),
            password=bool(options.get("password")),
            compact=True,
            id=name,
        )

    def compose(self) -> ComposeResult:
        yield Static(self._label, classes="label", markup=False)
        yield self.entry


class Note(Static):
    """What is to be said of a field; no line at all when that is nothing."""

    def __init__(self, field: str) -> None:
        super().__init__(id=f"{field}-note", classes="note", markup=False)
        self.display = False

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say it; ✗ for what cannot be used, ! for what is odd."""
        self.display = bool(text)
        self.set_class(wrong, "-wrong")
        self.update(Content(f"{'✗' if wrong else '!'} {printable(text)}"))


class Choice(RadioSet):
    """One of several; Enter takes the one under the cursor and goes on, as in the other fields."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", "Choose", show=False)]

    def action_take(self) -> None:
        self.action_toggle_button()
        self.screen.focus_next()


class FormScreen(Screen[None]):
    """What was typed stays until the app ends, whatever the dialer or the disk say to it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "leave", "Leave", priority=True)]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start

    def compose(self) -> ComposeResult:
        with Horizontal(id="title"):
            yield Static("vicidash set-up", markup=False)
            yield Static(KEYS, id="keys", markup=False)
        with VerticalScroll(id="fields", can_focus=False):
            yield Static(self._introduction(), id="introduction", markup=False)
            for each in self._start.notes:
                yield Static(f"! {each}", classes="note", markup=False)
            yield from self._fields()
        with Horizontal(id="buttons"):
            yield Button("Check and save", id="check", variant="primary", compact=True)
            yield Button("Try the demo", id="demo", compact=True)
            yield Button("Leave", id="leave", compact=True)

    def _introduction(self) -> str:
        if self._start.ask_profile:
            return "Which dialer, and who asks it? A name makes a profile of it."
        return "Which dialer, and who asks it? No dialer at hand: try the demo, below."

    def _fields(self) -> Iterator[Field | Note | Static | Choice]:
        start = self._start
        if start.ask_profile:
            yield Field("profile", "Profile", start.profile or "", placeholder="none: for all")
            yield Note("profile")
        yield Field("url", "URL", start.url, placeholder="https://dialer.example.com")
        yield Note("url")
        yield Field("user", "User", start.user, placeholder="one with API access")
        yield Note("user")
        yield Field("password", "Password", "", password=True)
        yield Note("password")
        yield Static("Keep the password", id="keep-title", markup=False)
        there = keystore.is_installed()
        first = Keep.KEY_STORE if there else Keep.FILE
        yield Choice(
            *(
                RadioButton(
                    Content(_NO_KEY_STORE if lacks else words),
                    value=keep is first,
                    disabled=lacks,
                    id=keep.value,
                    compact=True,
                )
                for keep, words in _KEEPS.items()
                for lacks in [keep is Keep.KEY_STORE and not there]
            ),
            id="keep",
            compact=True,
        )
        yield Static(f"The file: {printable(str(start.path))}", id="path", markup=False)

    def on_mount(self) -> None:
        filled = self._start.url and self._start.user
        asked_first = "profile" if self._start.ask_profile else "url"
        self._entry("password" if filled and not self._start.ask_profile else asked_first).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < LOW, "-short")

    def _entry(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    def _note(self, name: str) -> Note:
        return self.query_one(f"#{name}-note", Note)

    def draft(self) -> Draft:
        """The form as it stands."""
        profile = self._entry("profile").value.strip() if self._start.ask_profile else ""
        pressed = self.query_one("#keep", Choice).pressed_button
        return Draft(
            url=self._entry("url").value,
            user=self._entry("user").value,
            password=SecretStr(self._entry("password").value),
            keep=Keep(pressed.id) if pressed is not None and pressed.id else Keep.FILE,
            profile=profile or self._only_profile(),
        )

    def _only_profile(self) -> str | None:
        return None if self._start.ask_profile else self._start.profile

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what is odd about a field once somebody has gone on to another."""
        left = {name for name in ("url", "password") if self._entry(name) is not event.widget}
        draft = self.draft()
        if "url" in left and draft.url:
            mended = put_scheme(draft.url)
            self._note("url").say(
                _SCHEME_PUT if mended != draft.url.strip() else url_warning(mended)
            )
            if mended != draft.url:
                self._entry("url").value = mended
        if "password" in left:
            self._note("password").say(secret_warning(draft.password))
        if self._start.ask_profile:
            self._note("profile").say(self._replaced(draft.profile))

    def _replaced(self, profile: str | None) -> str:
        if profile is None:
            return "Without a name it holds for all profiles that have no URL or user of their own"
        if profile in self._start.profiles:
            return "There is a profile of that name: its URL, user and password are replaced"
        return ""

    @on(Input.Submitted)
    def _go_on(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#check")
    def _check(self) -> None:
        draft = self.draft()
        wrong = draft.problems()
        for name, words in wrong.items():
            self._note(name).say(words, wrong=True)
        if wrong:
            self._entry(next(iter(wrong))).focus()
        else:
            self.app.push_screen(VerdictScreen(draft, self._start))

    @on(Button.Pressed, "#demo")
    def _demo(self) -> None:
        self.app.exit(Guided(Next.DEMO))

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        self.app.exit(Guided(Next.LEAVE))
