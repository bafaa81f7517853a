"""Answers with the password in them, and all that can be seen of what a call makes of them."""

from __future__ import annotations

from typing import Final

from tests.client.answer_feed import Call
from tests.client.leak_check import ending, shown
from tests.replay import recorded
from vicidash.client import VicidialClient

#: What a dialer, or what stands before it, may answer to a login with the password in it. The
#: first four were recorded with other passwords; the others are what proxies, gateways and
#: forks could say: no recording can have them all.
ECHOES: Final = (
    recorded("na_bad_password").body.replace("wrong", "{}"),
    recorded("ag_bad_password").body.replace("wrong", "{}"),
    recorded("ag_locked_out_right_password").body.replace("s3cret", "{}"),
    recorded("ag_no_api_access").body.replace("view|1", "{}|1"),
    "ERROR: Anmeldung falsch: |apiuser|{}|NEIN|\n",
    "ERROR: {}\n",
    "ERROR: external_pause not valid - {}|a0004\n",
    "NOTICE: update_campaign {} NO UPDATES DEFINED: |{}|\n",
    "SUCCESS: external_pause function set - {}|a0004\n",
    "SUCCESS: {} - {}\n",
    "<html><title>Sign in</title><p>user=apiuser&pass={}&function=x</p></html>",
    "<html><input name=pass value='{}'></html>",
    "<br />\n<b>Fatal error</b>: Uncaught {} in api.php",
    "MySQL connect ERROR: Access denied for {}",
    "cannot read {}",
    "user|campaign_id|{}|status\n{}|{}|{}\n",
    "{}|1|2|3\n",
    "user|campaign_id|status|full_name\n{}\n",
    "VERSION: {}|BUILD: {}|DATE: {}|EPOCH: {}\n",
)


async def tell_all(client: VicidialClient, *calls: Call, as_rich: bool = True) -> str:
    """All that can be seen of what the calls end with, and of the client itself."""
    ended = []
    for call in calls:
        client.retry_login()
        ended.append(shown(await ending(call, client), as_rich=as_rich))
    failure = client.login_failure
    return "\n".join([*ended, shown(failure, as_rich=as_rich), repr(client), str(vars(client))])
