"""The set-up as an app: a form, then the checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import SecretStr
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Static

from vicidash.config import passwords, state_dir
from vicidash.formatting import printable
from vicidash.launch import Guided, Next, Start
from vicidash.tui import terminal
from vicidash.tui.base_app import SequentialKeyApp
from vicidash.tui.rendering import theme_files
from vicidash.tui.setup.checks import CheckScreen
from vicidash.tui.setup.draft import (
    Draft,
    PasswordStore,
    put_scheme,
    secret_warning,
    url_warning,
)
from vicidash.tui.setup.fields import ChoiceField, Field, FieldInput, FieldNote, Press
from vicidash.tui.terminal import logging_to

# The form

KEYS: Final = "Tab next  Ctrl+Q leave"
LOW: Final = 16
"""Rows below which the form has no blank lines."""
_SCHEME_PUT: Final = "Added https://. If the dialer has no encryption, write http:// instead"
_KEEPS: Final[dict[str, str]] = {
    PasswordStore.KEY_STORE: "in this machine's key store",
    PasswordStore.FILE: "in the settings file, readable by you alone",
    PasswordStore.NOWHERE: "nowhere: ask at each start",
}
_NO_KEY_STORE: Final = "For the key store: pip install 'vicidash[keyring]'"


class FormScreen(Screen[None]):
    """The form: every question on one screen, with notes below each. Input stays until the end."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self._names = (*(["profile"] if start.ask_profile else []), "url", "user", "password")
        self._mended: str | None = None
        """The URL after a scheme was added to it."""

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
            yield Press("Check and save", "check", first=True)
            yield Press("Try the demo", "demo")
            yield Press("Leave", "leave")

    def _introduction(self) -> str:
        if self._start.ask_profile:
            return "Which dialer, and which user? Give it a name to save it as a profile."
        return "Which dialer, and which user? No dialer at hand? Try the demo below."

    def _fields(self) -> Iterator[Static | Field]:
        start = self._start
        if start.ask_profile:
            yield Field("profile", "Profile", start.profile or "", placeholder="a name, or empty")
            yield FieldNote("profile")
        yield Field("url", "URL", start.url, placeholder="https://…")
        yield FieldNote("url")
        yield Field("user", "User", start.user, placeholder="with Agent API Access")
        yield FieldNote("user")
        yield Field("password", "Password", "", password=True)
        yield FieldNote("password")
        yield Static("Keep the password", id="keep-title", markup=False)
        there = passwords.is_installed()
        lacking = frozenset() if there else frozenset({PasswordStore.KEY_STORE})
        yield ChoiceField(_KEEPS, lacking, id="keep")
        if not there:
            yield Static(_NO_KEY_STORE, classes="aside", markup=False)
        yield Static(f"Settings file: {printable(str(start.path))}", classes="aside", markup=False)

    def on_mount(self) -> None:
        filled = self._start.url and self._start.user
        asked_first = "profile" if self._start.ask_profile else "url"
        self._entry("password" if filled and not self._start.ask_profile else asked_first).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < LOW, "-short")

    def _entry(self, name: str) -> FieldInput:
        return self.query_one(f"#{name}", FieldInput)

    def _note(self, name: str) -> FieldNote:
        return self.query_one(f"#{name}-note", FieldNote)

    def draft(self) -> Draft:
        """The form as it stands."""
        profile = self._entry("profile").value.strip() if self._start.ask_profile else ""
        return Draft(
            url=self._entry("url").value,
            user=self._entry("user").value,
            password=SecretStr(self._entry("password").value),
            keep=PasswordStore(self.query_one("#keep", ChoiceField).chosen),
            profile=profile or self._only_profile(),
        )

    def _only_profile(self) -> str | None:
        return None if self._start.ask_profile else self._start.profile

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Update the notes of the fields that do not have the focus."""
        if self._entry("url") is not event.widget:
            self._put_scheme()
        draft = self.draft()
        wrong = draft.problems()
        odd = {
            "url": _SCHEME_PUT if draft.url == self._mended else url_warning(draft.url),
            "user": "",
            "password": secret_warning(draft.password),
            "profile": self._replaced(draft.profile) if self._start.ask_profile else "",
        }
        for name in self._names:
            note = self._note(name)
            if self._entry(name) is event.widget:
                continue
            if note.wrong and name in wrong:  # not corrected yet
                note.say(wrong[name], wrong=True)
            else:
                note.say(odd[name])

    def _put_scheme(self) -> None:
        entry = self._entry("url")
        url = put_scheme(entry.value)
        if url != entry.value.strip():
            self._mended = url
        if url != entry.value:
            entry.value = url
            entry.cursor_position = len(url)

    def _replaced(self, profile: str | None) -> str:
        if profile is None:
            return "Without a name it applies to all profiles that have no URL or user of their own"
        if profile in self._start.profiles:
            return "A profile of that name exists: its URL, user and password will be replaced"
        return ""

    @on(Button.Pressed, "#check")
    def _check(self) -> None:
        draft = self.draft()
        wrong = draft.problems()
        for name, words in wrong.items():
            self._note(name).say(words, wrong=True)
        if wrong:
            self._entry(next(iter(wrong))).focus()
        else:
            self.app.push_screen(CheckScreen(draft, self._start))

    @on(Button.Pressed, "#demo")
    def _demo(self) -> None:
        self.app.exit(Guided(Next.DEMO))

    @on(Button.Pressed, "#leave")
    def _leave(self) -> None:
        self.app.exit(Guided(Next.LEAVE))


class SetupApp(SequentialKeyApp[Guided]):
    """The set-up. Its result is what the user wants next."""

    TITLE = "vicidash"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "setup.tcss"

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        theme = theme_files.load(str(start.overrides.get("theme") or theme_files.DEFAULT))
        self.register_theme(theme.textual())
        self.theme = theme.name

    def on_mount(self) -> None:
        self.push_screen(FormScreen(self._start))


def run_setup(start: Start) -> Guided:
    """Run the set-up until the user leaves it.

    Raises :class:`~vicidash.client.VicidashError` before the screen is touched when the theme
    cannot be used, :class:`~vicidash.config.ConfigError` when the state directory cannot.
    """
    app = SetupApp(start)
    with logging_to(state_dir() / CheckScreen.LOG):
        return terminal.run(app, app.exit) or Guided(Next.LEAVE)
