"""The builds that the demo can be: what each lacks, and how its pages differ."""

from dataclasses import dataclass

_SINCE_2015 = frozenset(
    (
        "logged_in_agents", "call_status_stats", "update_campaign", "lead_field_info",
        "calls_in_queue_count",
    )
)  # fmt: skip
_SINCE_2018 = frozenset(
    (
        "campaigns_list", "hopper_list", "lead_callback_info", "list_info", "agent_campaigns",
        "list_custom_fields", "add_dnc_phone",
    )
)  # fmt: skip
_SINCE_2021 = frozenset(
    (
        "lead_search", "lead_all_info", "batch_update_lead", "user_details", "ingroup_list",
        "hopper_bulk_insert", "delete_dnc_phone", "send_notification",
    )
)  # fmt: skip
"""Functions by the year of the last build without them.

From the recordings of 2.14-107 and 2.14-136, and for what was not asked of them from the list of
changes at the head of `non_agent_api.php` and `agc/api.php`.
"""


@dataclass(frozen=True, slots=True)
class Build:
    """One build of the server.

    `missing` are the functions that it does not have. Of the API, `campaign_columns` is how many
    columns `campaigns_list` has; `status_names` and `status_values` are how many columns of
    `agent_status` are named and how many filled; `checks_lists` is whether `list_exists_check`
    does anything; `recording_length` whether `recording_lookup` can give the length;
    `callback_counts` whether `update_lead` tells of callbacks after the lead; `limits_source`
    whether a `source` can be too long; `long_login_error` whether the agent API names itself in
    the line about a wrong password; `fields_in_form` whether `update_fields` sees fields in a form.

    `reset_counts` is whether `update_list` counts the leads that it reset.

    Of the real-time report, `phone_width` and `in_group_width` are widths of columns, `latency` is
    whether there is a column LATENCY, `long_pauses` whether pauses beyond five minutes have
    colours of their own, `three_way_kind` whether a 3-WAY call shows its kind, `html_display`
    whether there is a display in HTML, and `dial_status` whether calls dialled by hand are shown
    as DIAL until they are answered. No page of 2.14-136 or 2.10-69 was recorded: theirs follow
    the dates at the head of `AST_timeonVDADall.php`.
    """

    name: str
    non_agent_version: str
    agent_version: str
    missing: frozenset[str] = frozenset()
    campaign_columns: int = 12
    status_names: int = 13
    status_values: int = 13
    checks_lists: bool = True
    recording_length: bool = True
    callback_counts: bool = True
    limits_source: bool = True
    long_login_error: bool = True
    fields_in_form: bool = False
    reset_counts: bool = False
    phone_width: int = 18
    in_group_width: int = 27
    latency: bool = True
    long_pauses: bool = True
    three_way_kind: bool = True
    html_display: bool = True
    dial_status: bool = True

    def has(self, function: str) -> bool:
        """Whether the build knows a function."""
        return function not in self.missing


NEWEST = "2.14-202"

BUILDS = {
    build.name: build
    for build in (
        Build(
            NEWEST,
            "VERSION: 2.14-202|BUILD: 250720-1841",
            "VERSION: 2.14-82|BUILD: 250122-1010",
        ),
        Build(
            "2.14-136",
            "VERSION: 2.14-136|BUILD: 210113-1714",
            "VERSION: 2.14-67|BUILD: 201112-2053",
            fields_in_form=True,
            missing=_SINCE_2021,
            campaign_columns=8,
            status_names=8,
            checks_lists=False,
            reset_counts=True,
            in_group_width=20,
            latency=False,
            three_way_kind=False,
        ),
        Build(
            "2.14-107",
            "VERSION: 2.14-107|BUILD: 180301-2301",
            "VERSION: 2.14-60|BUILD: 180301-2302",
            fields_in_form=True,
            missing=_SINCE_2018 | _SINCE_2021,
            campaign_columns=8,
            status_names=8,
            checks_lists=False,
            reset_counts=True,
            recording_length=False,
            callback_counts=False,
            limits_source=False,
            long_login_error=False,
            phone_width=12,
            in_group_width=20,
            latency=False,
            long_pauses=False,
            three_way_kind=False,
        ),
        Build(
            "2.10-69",
            "VERSION: 2.10-69|BUILD: 150123-1611",
            "VERSION: 2.10-45|BUILD: 150108-1039",
            missing=_SINCE_2015 | _SINCE_2018 | _SINCE_2021,
            campaign_columns=8,
            status_names=8,
            status_values=12,
            checks_lists=False,
            reset_counts=True,
            recording_length=False,
            callback_counts=False,
            limits_source=False,
            long_login_error=False,
            phone_width=12,
            in_group_width=20,
            latency=False,
            long_pauses=False,
            three_way_kind=False,
            html_display=False,
            dial_status=False,
        ),
    )
}
