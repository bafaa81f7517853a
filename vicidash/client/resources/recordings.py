"""Recordings of calls: find them, fetch them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from vicidash.client import errors, validation
from vicidash.client.api import responses
from vicidash.client.api.download import Downloader, Progress, filename, untold
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.column_types import Moment, Number, Whole
from vicidash.client.dialects.base import Dialect, Resource
from vicidash.client.models import Listing, Model

_HEADER: Final = ("start_time", "user", "recording_id", "lead_id", "location")


class Recording(Model):
    """One row of ``recording_lookup``."""

    recording_id: Whole
    start_time: Moment = None
    user: str
    lead_id: Number = None
    duration: Number = None
    """Seconds; ``None`` on a dialer that does not tell."""
    location: str
    """Where the file is, often on another server than the dialer; empty while it is not stored."""

    @property
    def filename(self) -> str:
        """The file's own name. Raises :class:`InvalidInput` for a location without a plain one."""
        return filename(self.location)


class Recordings(Resource):
    """``client.recordings``. All methods raise :class:`~vicidash.client.errors.DialerError`."""

    def __init__(self, dialect: Callable[[], Awaitable[Dialect]], store: Downloader) -> None:
        super().__init__(dialect)
        self._store = store

    @scrub_traceback
    async def find(
        self,
        *,
        lead_id: str | int | None = None,
        agent: str | None = None,
        day: date | None = None,
    ) -> Listing[Recording]:
        """Recordings of a lead, or of an agent on a day of the dialer's calendar, or of all three.

        ``recording_lookup``; needs level 7 with View Reports. None is an empty listing.
        """
        if lead_id is None and (agent is None or day is None):
            raise errors.InvalidInput("lead_id", None, "a lead, or else an agent and a day")
        params = {}
        if lead_id is not None:
            params["lead_id"] = validation.lead_id(lead_id)
        if agent is not None:
            params["agent_user"] = validation.agent_user(agent)
        if day is not None:
            params["date"] = date(day.year, day.month, day.day).isoformat()
        api = await self._stock("recording_lookup")
        answer = await api.ask("recording_lookup", {**params, "header": "YES", "duration": "Y"})
        asked = ("agent_user", "lead_id", "date", "uniqueid")
        echoed = (api.user, *(params.get(name, "") for name in asked))
        error = answer.first("ERROR")
        words = "" if error is None else error.text.upper()
        # a search that cannot be done echoes the same, but in its own words
        same = error is not None and error.data == echoed and "INVALID" not in words
        if "NO RECORDINGS" in words or same:
            return Listing((), warning=answer.warning)
        api.raise_refusal(answer)
        return responses.listing(Recording, _table(answer, api.redact), answer, key="recording_id")

    async def download(
        self,
        recording: Recording | str,
        folder: Path | str,
        *,
        user: str | None = None,
        password: str | SecretStr | None = None,
        host: str | None = None,
        progress: Progress = untold,
    ) -> Path:
        """Fetch a recording, or what is at its location, into ``folder``; the path of the file.

        The file appears under its own name when it is whole, never outside of ``folder``; one that
        is there already is left as it is, unless it is empty, a page, or too short for the
        recording's duration: then it is fetched anew, and replaced. A transfer that breaks goes on
        where it was, and what is left of one that fails is the start of the next try. ``user`` and
        ``password`` are the store's own (basic authentication): the dialer's are never sent there.
        Where a recording is, the dialer says: with ``host`` they go to that one alone, without to
        whichever it names.
        ``progress`` is called with the bytes that are there and those of the whole file, if the
        store tells.

        Raises :class:`InvalidInput` for a location that is no address or has no plain file name,
        :class:`Refused` when the store has no such file or wants a login, :class:`Unreachable`,
        :class:`NotAnAPIAnswer` for nothing or a page instead of a sound, and :class:`OSError` for
        the disk.
        """
        password = SecretStr(password) if isinstance(password, str) else password
        location = recording if isinstance(recording, str) else recording.location
        login = (user, password) if user is not None and password is not None else None
        seconds = None if isinstance(recording, str) else recording.duration
        return await self._store.fetch(location, Path(folder), login, progress, host, seconds)


def _table(answer: responses.Answer, redact: responses.Redact) -> responses.Table:
    """The rows, whose header forgets ``duration``, which stands before the location."""
    header = answer.lines[0].split("|") if answer.lines else []
    if not set(_HEADER) <= set(header):
        excerpt = responses.excerpt(answer, redact)
        why = "rows without the expected header"
        raise responses.not_an_answer(answer.function, why, answer.status, excerpt)
    body = answer.lines[1:] if answer.whole else answer.lines[1:-1]
    found: list[dict[str, str]] = []
    for line in body:
        match line.split("|"):
            case [start, user, recording_id, lead_id, location]:
                duration = ""
            case [start, user, recording_id, lead_id, duration, *rest]:
                location = "|".join(rest)
            case _:
                continue
        values = (start, user, recording_id, lead_id, location)
        found.append({**dict(zip(_HEADER, values, strict=True)), "duration": duration})
    return responses.Table(tuple(found), dropped=len(answer.lines) - 1 - len(found))
