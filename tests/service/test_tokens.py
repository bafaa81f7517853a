"""Tokens: made, kept as hashes, found again, revoked."""

from __future__ import annotations

import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from vicidash.config import ConfigError
from vicidash.service.tokens import Right, TokenFile, digest_of, find_token, new_token

NOW = 1_795_411_274.0


@pytest.fixture
def file(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "tokens.json")


def test_a_token_is_found_by_its_secret_alone(file: TokenFile) -> None:
    made, secret = new_token("web", [Right.READ], now=NOW)
    other, _ = new_token("wall", [Right.READ], now=NOW)
    file.add(other)
    file.add(made)
    assert find_token(file.tokens(), secret) == made
    assert find_token(file.tokens(), secret[:-1]) is None
    assert find_token(file.tokens(), "") is None
    assert find_token(file.tokens(), made.digest) is None, "the hash is no token"


def test_the_file_holds_no_secret_and_is_for_its_owner_alone(file: TokenFile) -> None:
    made, secret = new_token("web", [Right.READ, Right.ACT], now=NOW, campaigns=["SALES"])
    file.add(made)
    text = file.path.read_text()
    assert secret not in text
    assert secret.removeprefix("vdt_") not in text
    assert digest_of(secret) in text
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert secret not in repr(made)
    assert made.digest not in repr(made)


def test_all_that_a_token_has_is_read_again(file: TokenFile) -> None:
    made, _ = new_token(
        "web", list(Right), now=NOW, campaigns=["A", "B"], expires=NOW + 9, rate=5, streams=2
    )
    file.add(made)
    assert TokenFile(file.path).tokens() == (made,)


def test_two_tokens_of_one_name_are_refused(file: TokenFile) -> None:
    file.add(new_token("web", [Right.READ], now=NOW)[0])
    with pytest.raises(ValueError, match="web already"):
        file.add(new_token("web", [Right.ACT], now=NOW)[0])
    assert len(file.tokens()) == 1


def test_tokens_that_several_programs_make_at_once_are_all_kept(file: TokenFile) -> None:
    def make(number: int) -> None:
        TokenFile(file.path).add(new_token(f"t{number}", [Right.READ], now=NOW)[0])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(24)))
    assert len(file.tokens()) == 24


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"streams": -1}, {"rights": ["all"]}])
def test_a_token_with_a_value_that_is_none_of_ours_is_not_read(
    file: TokenFile, wrong: dict[str, Any]
) -> None:
    made = new_token("web", [Right.READ], now=NOW)[0].as_data()
    file.path.write_text(json.dumps({"version": 1, "tokens": [{**made, **wrong}]}))
    file.path.chmod(0o600)
    with pytest.raises(ConfigError, match="no file of tokens"):
        file.tokens()


def test_a_revoked_token_is_gone_for_who_has_read_the_file_before(file: TokenFile) -> None:
    made, secret = new_token("web", [Right.READ], now=NOW)
    file.add(made)
    running = TokenFile(file.path)
    assert find_token(running.tokens(), secret) is not None
    assert file.revoke("web")
    assert not file.revoke("web")
    assert find_token(running.tokens(), secret) is None


def test_every_token_is_compared_whole_and_none_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    real = hmac.compare_digest

    def noted(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    made = [new_token(f"t{number}", [Right.READ], now=NOW) for number in range(3)]
    tokens = [token for token, _ in made]
    assert find_token(tokens, made[0][1]) == tokens[0]
    assert [one for one, _ in compared] == [each.digest for each in tokens]
    assert {len(other) for _, other in compared} == {64}


@pytest.mark.parametrize("name", ["", "a b", "x" * 41, "../etc", "naïve", "-x"])
def test_a_name_that_could_confuse_a_log_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a token"):
        new_token(name, [Right.READ], now=NOW)


def test_a_file_that_others_may_change_is_not_trusted(file: TokenFile) -> None:
    file.add(new_token("web", [Right.READ], now=NOW)[0])
    file.path.chmod(0o620)
    with pytest.raises(ConfigError, match="chmod 600"):
        TokenFile(file.path).tokens()


@pytest.mark.parametrize("content", ["", "[]", '{"version": 1}', '{"version": 1, "tokens": [{}]}'])
def test_a_file_that_is_none_of_ours_is_said_to_be(file: TokenFile, content: str) -> None:
    file.path.write_text(content)
    file.path.chmod(0o600)
    with pytest.raises(ConfigError, match="no file of tokens"):
        file.tokens()


def test_a_file_of_a_newer_version_is_left_alone(file: TokenFile) -> None:
    file.path.write_text(json.dumps({"version": 2, "tokens": []}))
    file.path.chmod(0o600)
    with pytest.raises(ConfigError, match="newer version"):
        file.tokens()
