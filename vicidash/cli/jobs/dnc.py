"""Do-not-call lists: what ``dnc`` sends.

The audit log keeps the end of a number, which tells two apart for those who know them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vicidash.cli.acting import may_act
from vicidash.cli.asking import confirm, named
from vicidash.cli.failure import ExitCode
from vicidash.cli.options import Chosen
from vicidash.cli.orders import Done, Order, carry_out
from vicidash.client import VicidialClient

_ADD: Final = "add"
_SHOWN: Final = 4


def change(
    chosen: Chosen,
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
        confirm(f"{what.format(named(phones, 'number'))} {where}?", f"{where} stays as it is")

    def order(phone: str) -> Order:
        async def send(client: VicidialClient) -> Done:
            if verb == _ADD:
                done = await client.dnc.add(phone, campaign)
                line = "on" if done.changed else "was already on"
            else:
                done = await client.dnc.remove(phone, campaign)
                line = "off" if done.changed else "was not on"
            return Done(line=f"{line} {where}", after=line, data=done.model_dump(mode="json"))

        return Order(
            action=f"dnc {verb}",
            target=f"{campaign or 'system'} …{phone[-_SHOWN:]}",
            shown=phone,
            send=send,
            look=f"the same again: vicidash dnc {verb} {phone}"
            + (f" --campaign {campaign}" if campaign else ""),
        )

    return carry_out(loaded, [order(each) for each in phones], as_json=as_json)
