"""Do-not-call lists: what ``dnc`` sends.

The audit log keeps the end of a number, which tells two apart for those who know them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vicidash.cli.acting import may_act
from vicidash.cli.options import CliContext
from vicidash.cli.terminal import ExitCode, confirm, format_targets
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.client import VicidialClient

_ADD: Final = "add"
_SHOWN: Final = 4


def change(
    chosen: CliContext,
    verb: str,
    phones: Sequence[str],
    campaign: str | None,
    *,
    ask: bool,
    as_json: bool,
) -> ExitCode:
    """Put numbers on a list (``verb`` add), or take them off."""
    loaded = may_act(chosen)
    where = f"the do-not-call list of {campaign or 'the whole system'}"
    if ask:
        what = "Put {} on" if verb == _ADD else "Take {} off"
        confirm(
            f"{what.format(format_targets(phones, 'number'))} {where}?", f"{where} stays as it is"
        )

    def order(phone: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            if verb == _ADD:
                done = await client.dnc.add(phone, campaign)
                line = "on" if done.changed else "was already on"
            else:
                done = await client.dnc.remove(phone, campaign)
                line = "off" if done.changed else "was not on"
            return WriteResult(
                line=f"{line} {where}", after=line, data=done.model_dump(mode="json")
            )

        return Write(
            action=f"dnc {verb}",
            target=f"{campaign or 'system'} …{phone[-_SHOWN:]}",
            shown=phone,
            send=send,
            look=f"the same again: vicidash dnc {verb} {phone}"
            + (f" --campaign {campaign}" if campaign else ""),
        )

    return send_writes(loaded, [order(each) for each in phones], as_json=as_json)
