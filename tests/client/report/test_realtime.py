"""The real-time report of both builds and both displays, held against the truth beside it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.replay import PageExchange, pages, recorded_page
from vicidash.client import RealtimeReport, UnsupportedPage, WaitingCall
from vicidash.client.report import page, realtime

REPORTS = [
    each
    for each in pages()
    if each.name.startswith("realtime_")
    and each.name not in ("realtime_bad_login", "realtime_no_reports", "realtime_nosuch")
]
IDS = [f"{each.build}-{each.name}" for each in REPORTS]
every_report = pytest.mark.parametrize("recording", REPORTS, ids=IDS)

LEFT_OUT = 6 * 3600
"""Seconds after which a paused agent is not on the page any more."""
CALLS = {"INCALL", "QUEUE", "DIAL", "PARK"}


def read(recording: PageExchange) -> RealtimeReport:
    return realtime.read(recording.body)


def expected(recording: PageExchange) -> dict[str, list[str]]:
    """The agents that the page must show, by user."""
    chosen = recording.params["groups[]"]
    return {
        agent[0]: agent
        for agent in recording.live_agents
        if (chosen == ["ALL-ACTIVE"] or agent[2] in chosen)
        and not (agent[1] == "PAUSED" and int(agent[3]) >= LEFT_OUT)
    }


@every_report
def test_every_agent_is_there_with_the_campaign_and_calls_of_the_database(
    recording: PageExchange,
) -> None:
    report = read(recording)
    truth = expected(recording)
    assert {agent.user for agent in report.agents} == truth.keys()
    assert len(report.agents) == len(truth)
    assert report.dropped == 0
    for agent in report.agents:
        _, _, campaign_id, _, calls = truth[agent.user]
        assert (agent.campaign_id, agent.calls) == (campaign_id, int(calls))


@every_report
def test_seconds_of_every_agent_are_the_true_ones_within_two(recording: PageExchange) -> None:
    """The truth counts from the last change of state. For 3-WAY the page counts from the last
    change of the call, and for calls from their start: one agent's state was set back by three
    hours during one call."""
    truth = expected(recording)
    for agent in read(recording).agents:
        since = int(truth[agent.user][3])
        if agent.state == "3-WAY" or (agent.user, since) == ("a0001", 10854):
            assert agent.seconds <= since + 1
        else:
            assert abs(agent.seconds - since) <= 2, agent


@every_report
def test_states_are_those_of_the_database(recording: PageExchange) -> None:
    truth = expected(recording)
    shown_as = {
        "INCALL": {"INCALL", "DIAL", "3-WAY", "DEAD", "PARK"},
        "PAUSED": {"PAUSED", "DISPO"},
    }
    report = read(recording)
    for agent in report.agents:
        status = truth[agent.user][1]
        assert agent.state in shown_as.get(status, {status})
        assert agent.kind in ((None, "A", "M") if status == "INCALL" else (None,))
    counts = Counter(agent.state for agent in report.agents)
    shown = report.counters
    assert shown.agents_logged_in == len(report.agents)
    assert shown.agents_in_calls == sum(counts[word] for word in (*CALLS, "3-WAY"))
    assert shown.agents_dialing in (None, counts["DIAL"])
    assert shown.agents_waiting == counts["READY"] + counts["CLOSER"]
    assert shown.agents_paused == counts["PAUSED"]
    assert (shown.agents_dead, shown.agents_dispo) == (counts["DEAD"], counts["DISPO"])


@every_report
def test_what_describes_an_agent_is_read_by_the_header(recording: PageExchange) -> None:
    for agent in read(recording).agents:
        number = int(agent.user.removeprefix("a"))
        assert agent.station == f"SIP/{agent.user}"
        assert agent.session_id == str(8600050 + number)
        assert agent.user_group in ("AGENTS", "NIGHT")
        assert agent.server == ("10.10.10.15" if recording.params["SERVdisplay"] else None)


def test_a_letter_says_how_a_call_came() -> None:
    kinds = {agent.user: agent.kind for agent in read(recorded_page("realtime_all")).agents}
    assert (kinds["a0061"], kinds["a0014"], kinds["a0074"], kinds["a0005"]) == (
        *("A", "M"),
        *(None, None),
    )


@pytest.mark.parametrize("name", ["realtime_all_pause_codes", "realtime_all_html_pause_codes"])
def test_pause_codes_are_those_of_paused_agents_in_both_displays(name: str) -> None:
    codes = {agent.user: agent.pause_code for agent in read(recorded_page(name)).agents}
    assert (codes["a0057"], codes["a0058"], codes["a0061"]) == ("TRAIN", "", "")
    old = read(recorded_page("realtime_all_pause_codes", "2.14-107")).agents
    assert {agent.user: agent.pause_code for agent in old}["a0003"] == "MEET"


@every_report
def test_a_page_without_pause_codes_does_not_pretend_that_there_are_none(
    recording: PageExchange,
) -> None:
    told = {agent.pause_code is not None for agent in read(recording).agents}
    assert told == {"pause_codes" in recording.name}


@pytest.mark.parametrize("name", ["realtime_all", "realtime_all_pause_codes"])
def test_both_displays_say_the_same(name: str) -> None:
    text = read(recorded_page(name))
    cells = read(recorded_page(name.replace("all", "all_html")))
    assert cells.agents == text.agents
    assert cells.head == text.head
    assert cells.calls_waiting == text.calls_waiting
    assert cells.counters.callbacks_queued == 0
    for field in ("active", "ringing", "waiting", "in_ivr", "agents_in_calls", "agents_dead"):
        assert getattr(cells.counters, field) == getattr(text.counters, field)


def test_calls_that_wait_have_their_own_times_and_never_a_number() -> None:
    report = read(recorded_page("realtime_all"))
    assert report.calls_waiting == (
        WaitingCall("IVR", "SUPPORT", 22, "IN", 6),
        WaitingCall("LIVE", "SALESB2B", 3, "OUT", 3),
        WaitingCall("LIVE", "SALESLINE", 41, "IN", 2, "a0007"),
        WaitingCall("LIVE", "SUPPORT", 95, "IN", 1),
        WaitingCall("LIVE", "SUPPORT", 12, "IN", 0),
    )
    assert "31255500" not in repr(report)
    one = read(recorded_page("realtime_one"))
    assert one.calls_waiting == (WaitingCall("LIVE", "SALESB2B", 3, "OUT", 3),)


def test_a_page_without_the_list_of_calls_does_not_pretend_that_none_wait() -> None:
    report = read(recorded_page("realtime_light"))
    assert (report.counters.waiting, report.calls_waiting) == (4, None)


@pytest.mark.parametrize("build", ["2.14-202", "2.14-107"])
def test_in_groups_have_service_levels_and_holds(build: str) -> None:
    sales, support = read(recorded_page("realtime_ingroups", build)).in_groups
    assert (sales.group, sales.calls, sales.drops, sales.answers) == ("SALESLINE", 95, 3, 80)
    assert (sales.drop_percent, sales.service_level_1, sales.service_level_2) == (
        3.75,
        76.25,
        96.25,
    )
    assert (sales.hold_answered, sales.hold_dropped, sales.hold_all) == (12, 31, 11)
    assert (support.group, support.calls, support.drops, support.answers) == (
        "SUPPORT",
        412,
        19,
        371,
    )
    assert (support.drop_percent, support.service_level_1) == (5.12, 81.13)
    assert (support.service_level_2, support.hold_dropped, support.hold_all) == (94.88, 55, 21)
    assert (sales.callbacks_queued, support.callbacks_queued) == (0, 0)


@pytest.mark.parametrize(("build", "short"), [("2.14-202", 9), ("2.14-107", 3)])
def test_head_figures_of_one_campaign(build: str, short: int) -> None:
    head = read(recorded_page("realtime_one", build)).head
    assert (head.dial_level, head.max_level, head.dial_method) == (3.0, 3.0, "RATIO")
    assert (head.trunk_short, head.trunk_fill) == (short, 6)
    assert (head.lead_filter, head.lead_order) == ("NONE", "DOWN")
    assert head.dial_statuses == ("PDROP", "DROP", "B", "NEW")
    assert (head.dialable_leads, head.hopper_level, head.hopper_auto) == (1843, 200, 0)
    assert (head.leads_in_hopper, head.calls_today) == (180, 4823)
    assert (head.drops, head.answers, head.drop_percent) == (127, 4885, 2.6)
    assert (head.dropped_max, head.average_agents) == (3, 44.3)
    assert (head.dial_difference, head.difference_percent) == (-1.25, -2.82)
    assert (head.target_difference, head.intensity, head.dial_timeout) == (0, 0, 65)
    assert (head.taper_time, head.local_call_time, head.available_only) == (2100, "24hours", False)
    assert str(head.at).startswith("2026-11-30 16:07:5")


def test_the_short_head_leaves_what_it_does_not_tell_unknown() -> None:
    head = read(recorded_page("realtime_light")).head
    assert (head.dial_level, head.calls_today, head.drop_percent) == (2.438, 7764, 2.68)
    assert (head.max_level, head.intensity, head.available_only) == (None, None, None)


def test_a_campaign_that_does_not_exist_is_an_empty_floor() -> None:
    report = read(recorded_page("realtime_nosuch"))
    assert (report.agents, report.calls_waiting, report.in_groups) == ((), (), ())
    assert (report.counters.active, report.counters.agents_logged_in) == (0, 0)
    assert (report.head.dialable_leads, report.head.drops, report.head.trunk_short) == (None,) * 3
    assert report.head.dial_method is None


def text_page() -> str:
    return recorded_page("realtime_all_pause_codes").body


def with_cells(row_user: str, behind: str) -> RealtimeReport:
    """The agent's row with cells behind CALLS. No recording has a call of an in-group that was
    answered, or a measured latency: the form is that of the page's public source."""
    row = next(line for line in text_page().split("\n") if f'user={row_user}"' in line)
    return realtime.read(text_page().replace(row, f"{row}{behind}"))


CELL = '<SPAN class="purple"><B>{}</B></SPAN>'


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        ("", (None, None, None)),
        (f" {CELL.format('14  ')} | {CELL.format('SUPPORT - Help desk')} ", (None, 14, "SUPPORT")),
        (f" {CELL.format('32   ms')} |", (32, None, None)),
        (
            f" {CELL.format('32/90 ms')} | {CELL.format('0')} | {CELL.format('SUPPORT - a|b - c')}",
            (32, 0, "SUPPORT"),
        ),
        (" 5/9ms(1) 6/9ms(60) 7/9ms(DAY) |", (5, None, None)),
        ("      |  ", (None, None, None)),
    ],
)
def test_latency_hold_and_in_group_stand_there_only_where_there_are_any(
    behind: str, found: tuple[object, ...]
) -> None:
    agent = next(each for each in with_cells("a0061", behind).agents if each.user == "a0061")
    assert (agent.latency, agent.hold, agent.in_group) == found


@pytest.mark.parametrize(
    "name",
    [
        "Pipe|Name, Jr",
        "a | b | c | 9:99 | d",
        "<b>Bold",
        "[bold]x[/bold]",
        "</SPAN></a>",
        "<i>|</i>|",
        'O\'Hara & Söhne "x"',
        "a0001",
    ],
)
def test_names_are_not_part_of_what_is_read(name: str) -> None:
    """Asked for names, the page shows them in the link; only the link's user is read. No name of
    the recordings is as hostile as these."""
    plain = realtime.read(text_page())
    body = re.sub(r"(<B>)a0061 +(</B>)", lambda m: f"{m[1]}{name}{m[2]}", text_page())
    assert body != text_page()
    report = realtime.read(body)
    assert {agent for agent in report.agents if agent.user != "a0061"} == {
        agent for agent in plain.agents if agent.user != "a0061"
    }
    assert len(report.agents) + report.dropped == len(plain.agents)
    assert all(agent in plain.agents for agent in report.agents)


def test_a_row_that_cannot_be_told_apart_is_left_out_and_counted() -> None:
    body = text_page().replace("<B>8600111  </B>", "<B>86|00111</B>", 1)
    report = realtime.read(body)
    assert (len(report.agents), report.dropped) == (78, 1)
    assert "a0061" not in {agent.user for agent in report.agents}


@pytest.mark.parametrize("markup", ["<!--", "<table><tr><td>", "<textarea>", "<select>", "<svg>"])
def test_agents_that_markup_swallows_are_counted(markup: str) -> None:
    plain = realtime.read(text_page())
    body = text_page().replace("<B>SIP/a0061     </B>", f"<B>{markup}</B>", 1)
    report = realtime.read(body)
    seen = {(agent.user, agent.state, agent.seconds) for agent in report.agents}
    assert seen <= {(agent.user, agent.state, agent.seconds) for agent in plain.agents}
    assert len(report.agents) + report.dropped == 79


TRANSLATED = {
    "STATION  ": "ESTACION ",
    "USER GROUP  ": "GRUPO       ",
    "SESSIONID": "SESION   ",
    "| STATUS ": "| ESTADO ",
    "MM:SS": "MM:SG",
    "CALLS |": "LLAMADAS |",
    "HOLD |": "ESPERA DE |",
    "IN-GROUP ": "COLA DE ENTRADA ",
    "DIALTIME": "TIEMPO  ",
    "CALL TYPE ": "TIPO      ",
    "PRIORITY": "PRIORID.",
    "DIAL LEVEL:": "NIVEL:",
    "> TIME: ": "> HORA: ",
}


@pytest.mark.parametrize(("word", "instead"), TRANSLATED.items(), ids=TRANSLATED)
def test_a_header_that_is_not_known_makes_the_page_unsupported(word: str, instead: str) -> None:
    """The server translates every label; no translated page was recorded."""
    body = text_page().replace(word, instead)
    assert body != text_page()
    with pytest.raises(UnsupportedPage) as caught:
        realtime.read(body)
    assert caught.value.label
    assert "default English" in str(caught.value)


@pytest.mark.parametrize("word", ["STATION", "SESSIONID", "STATUS", "PAUSE", "LATENCY", "IN-GROUP"])
def test_a_header_of_the_html_display_that_is_not_known_is_unsupported_too(word: str) -> None:
    body = recorded_page("realtime_all_html_pause_codes").body
    changed = body.replace(f"&nbsp; {word} ", "&nbsp; Wort für Wort ")
    assert changed != body
    with pytest.raises(UnsupportedPage):
        realtime.read(changed)


def test_counters_that_are_translated_are_unsupported() -> None:
    body = re.sub(r"(calls|agents)\b(?! logged in on)", "x", text_page())
    with pytest.raises(UnsupportedPage):
        realtime.read(body)


def test_in_groups_that_are_translated_are_unsupported() -> None:
    body = recorded_page("realtime_ingroups").body
    for word in ("CALLS", "DROPS", "ANSWERS"):
        body = body.replace(f"{word} TODAY", "HEUTE")
    body = re.sub(r"TMA|Average Hold|DROP PERCENT", "Wort", body)
    with pytest.raises(UnsupportedPage):
        realtime.read(body)


def test_a_count_of_one_status_that_the_installation_adds_is_skipped() -> None:
    """An option of the server puts the count of a status between CALLS and HOLD; the form is that
    of the page's public source."""
    body = text_page().replace("HOLD |", "SALE   | HOLD |")
    row = next(line for line in body.split("\n") if 'user=a0061"' in line)
    body = body.replace(row, f"{row} 3      | 7    | SUPPORT - Help ")
    agent = next(each for each in realtime.read(body).agents if each.user == "a0061")
    assert (agent.latency, agent.hold, agent.in_group, agent.calls) == (None, 7, "SUPPORT", 43)


def test_ten_thousand_agents_are_read_whole() -> None:
    row = next(line for line in text_page().split("\n") if 'user=a0061"' in line)
    many = "\n".join(row.replace("a0061", f"u{n:05}") for n in range(10_000))
    body = (
        text_page()
        .replace(row, many)
        .replace(" 79 agents logged in on", " 10078 agents logged in on")
    )
    report = realtime.read(body)
    assert (len(report.agents), report.dropped) == (10_078, 0)


def test_minutes_have_no_end() -> None:
    assert (page.seconds("   180:00"), page.seconds("0:07"), page.seconds("1440:59")) == (
        *(10800, 7, 86459),
    )
    assert page.seconds("1:2:03") is page.seconds("3:61") is page.seconds("") is None
