"""The checks of the set-up: each result as it comes, then what can be done."""

from __future__ import annotations

import asyncio
import shlex
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static
from textual.worker import Worker

from vicidash.client import InvalidInput
from vicidash.config import ConfigError, Loaded
from vicidash.diagnosis import Check, Report, Setup, Status, Verdict, examine, incomplete
from vicidash.formatting import plural, printable
from vicidash.launch import Guided, Next, Start
from vicidash.session import open_client
from vicidash.tui.base_app import failure, report_error
from vicidash.tui.setup.draft import Draft, PasswordStore, as_loaded, save
from vicidash.tui.setup.fields import Press

_MARKS: Final = {Status.OK: "✓", Status.WARN: "!", Status.FAIL: "✗"}
_SAVED_AS: Final = {
    PasswordStore.KEY_STORE: "the password is in the key store",
    PasswordStore.FILE: "the password is in it, readable by you alone",
    PasswordStore.NOWHERE: "the password is not saved",
}


class CheckScreen(Screen[None]):
    """Runs the checks once when it opens: one login at most, and never again by itself.

    Settings that work are saved at once; others only when the user says so.
    """

    LOG = "console.log"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("up", "scroll_list(-1)", "Up", show=False),
        Binding("down", "scroll_list(1)", "Down", show=False),
        Binding("pageup", "scroll_list(-5)", "Up", show=False),
        Binding("pagedown", "scroll_list(5)", "Down", show=False),
    ]

    def __init__(self, draft: Draft, start: Start) -> None:
        super().__init__()
        self._draft = draft
        self._start = start
        self._saving = False
        self._unchecked = 0

    def compose(self) -> ComposeResult:
        yield Static("Asking the dialer …", id="summary", markup=False)
        yield VerticalScroll(id="checks", can_focus=False)
        with Horizontal(id="buttons"):
            yield Press("Open the console", "open", first=True)
            yield Press("Back", "back")
            yield Press("Save anyway", "save")
            yield Press("Leave", "leave")

    def on_mount(self) -> None:
        self._offer("back", "leave")
        self.run_worker(self._look(), group="work", exclusive=True, exit_on_error=False)

    def _offer(self, *names: str) -> None:
        """Show only these buttons, and focus the first."""
        for button in self.query(Button):
            button.display = button.id in names
        self.query_one(f"#{names[0]}", Button).focus()

    def _say(self, mark: str, text: str, kind: str) -> None:
        summary = self.query_one("#summary", Static)
        summary.set_classes(kind)
        summary.update(Content(f"{mark} {printable(text)}"))

    async def _look(self) -> None:
        try:
            loaded = as_loaded(self._draft, self._start.path, self._start.overrides)
            report = await self._examined(loaded)
        except ConfigError as error:
            problems = [(f"{each.where}: {each.message}", each.remedy) for each in error.problems]
            report = incomplete(problems, on_check=self._show)
        except InvalidInput as error:
            problem = (error.message, error.remedy or "Correct the value")
            report = incomplete([problem], on_check=self._show)
        if self._unchecked:
            self._line(Content(f"— {plural(self._unchecked, 'check')} not run"), "unchecked")
        if report.verdict is Verdict.READY:
            await self._save()
        else:
            self._complain(report)

    async def _examined(self, loaded: Loaded) -> Report:
        async with open_client(loaded) as client:
            return await examine(client, setup=Setup.of(loaded), on_check=self._show)

    def _show(self, check: Check) -> None:
        if check.status is Status.UNCHECKED:
            self._unchecked += 1
            return
        words = f"{_MARKS[check.status]} {check.title}: {check.detail}"
        remedy = f"\n  → {printable(check.remedy)}" if check.remedy else ""
        self._line(Content(printable(words) + remedy), str(check.status))

    def _line(self, content: Content, kind: str) -> None:
        checks = self.query_one("#checks", VerticalScroll)
        checks.mount(Static(content, classes=f"check -{kind}"))
        checks.scroll_end(animate=False)

    def _complain(self, report: Report) -> None:
        """Show why the console would not work. Settings that do not load cannot be saved."""
        cause = report.cause
        reason = f"{cause.title}: {cause.detail}. {cause.remedy}" if cause else "not ready"
        self._say("✗", f"Not saved yet. {reason}", "-fail")
        self._offer("back", *(["save"] if report.verdict is not Verdict.SETTINGS else []), "leave")

    async def _save(self) -> None:
        self._saving = True
        self._say("…", "Saving; a key store may ask you to unlock it", "")
        try:
            await asyncio.to_thread(save, self._draft, self._start.path)
        except ConfigError as error:
            self._say("✗", f"Not saved. {error}", "-fail")
            self._offer("back", "save", "leave")
        else:
            profile = self._draft.profile
            named = f"; start it with vicidash --profile {shlex.quote(profile)}" if profile else ""
            kept = _SAVED_AS[self._draft.keep]
            self._say("✓", f"Saved in {self._start.path}; {kept}{named}", "-ok")
            self._offer("open", "back", "leave")
        finally:
            self._saving = False

    @on(Button.Pressed, "#save")
    def _save_anyway(self) -> None:
        if not self._saving:
            self.run_worker(self._save(), group="work", exclusive=True, exit_on_error=False)

    @on(Button.Pressed, "#open")
    def _open(self) -> None:
        self.app.exit(Guided(Next.CONSOLE, self._draft.profile, self._draft.password))

    @on(Button.Pressed, "#leave")
    def _leave(self) -> None:
        self.app.exit(Guided(Next.LEAVE))

    @on(Button.Pressed, "#back")
    def action_back(self) -> None:
        """Go back to the form with its input; checks that still run are cancelled."""
        if not self._saving:
            self.dismiss()

    def action_scroll_list(self, rows: int) -> None:
        self.query_one("#checks", VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if error := failure(event):
            report_error(error, self.LOG, self.tell_error)

    def tell_error(self, text: str) -> None:
        self._say("✗", text, "-fail")
        self._offer("back", "leave")
