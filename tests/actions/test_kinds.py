"""One table names the actions: for the keys, the tickets and the audit log."""

from __future__ import annotations

import ast
from pathlib import Path

from vicidash.action_table import ACTIONS
from vicidash.actions import kinds
from vicidash.actions.audit_log import AuditLog, read_audit
from vicidash.actions.kinds import KINDS, Proof


def test_every_name_of_the_module_is_in_the_table() -> None:
    tree = ast.parse(Path(kinds.__file__).read_text("utf-8"))
    named = {
        node.target.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    rights = {"AGENT_API", "MODIFY_CAMPAIGNS", "MODIFY_LEADS", "MODIFY_LISTS", "NOTIFY", "MONITOR"}
    names = {getattr(kinds, name) for name in named - rights - {"AGENT_SLOT"}}
    assert names == set(KINDS)


def test_every_key_that_writes_takes_actions_of_the_table() -> None:
    for action in ACTIONS:
        assert all(name in KINDS for name in action.kinds), action.name
        assert not action.writes or (action.kinds and action.right), action.name


def test_what_can_be_pending_has_a_slot_and_the_rest_none_but_settings() -> None:
    for kind in KINDS.values():
        if kind.proof is not Proof.ANSWER:
            assert kind.slot is not None, kind.name


def test_names_that_were_dropped_are_read_as_the_present_ones(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl", dialer="http://dialer", user="apiuser")
    line = {"id": 1, "target": "7", "value": "", "outcome": "done", "before": "", "after": ""}
    for number, action in enumerate(("call back lead", "log out", "something else")):
        log.write({**line, "id": number, "action": action, "answer": ""})
    found = [entry.action for entry in read_audit(log.path).entries]
    assert found == ["something else", "log out", "lead callback"]
