"""Every call there is, against every answer with the password in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client.answer_feed import BESIDES, STOCK, answering
from tests.client.echoes import ECHOES, tell_all
from tests.client.helpers import connect
from tests.client.leak_check import as_the_dialer_echoes, assert_hidden, listening

CALLS = STOCK | BESIDES

#: With what separates values and texts of an answer in it, so that no reader may cut it apart.
PASSWORD = "Zq 0|0 - 7K: |x&y'z"


@pytest.mark.parametrize("spelled", [str, as_the_dialer_echoes])
@pytest.mark.parametrize("name", CALLS)
async def test_no_call_shows_an_echoed_password(name: str, spelled: Callable[[str], str]) -> None:
    async with connect("http://localhost", PASSWORD) as client:
        for echo in ECHOES:
            body = echo.replace("{}", spelled(PASSWORD)).encode()
            with listening() as heard, answering(200, body):
                text = await tell_all(client, CALLS[name], as_rich=False)
            assert_hidden(PASSWORD, text)
            assert_hidden(PASSWORD, "\n".join(heard))
