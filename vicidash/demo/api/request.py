"""A request as a function sees it, and the building blocks of answers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vicidash.demo.options import Account
from vicidash.demo.sim.leads import cleaned
from vicidash.demo.sim.world import World

LONGEST_DIGITS = 100
DELIMITERS = {"csv": ",", "tab": "\t", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request by an account that has logged in.

    `in_query` names the parameters that came in the URL and not in a form: a few functions of the
    server read no others.
    """

    world: World
    account: Account
    function: str
    params: dict[str, str]
    in_query: frozenset[str] = frozenset()

    def text(self, name: str, default: str = "") -> str:
        """A parameter, empty if it was not sent."""
        return self.params.get(name, default)

    def word(self, name: str) -> str:
        """A parameter with everything but letters, digits, `-` and `_` deleted."""
        return re.sub(r"[^\w-]", "", self.params.get(name, ""))

    def digits(self, name: str) -> str:
        """A parameter with everything but digits deleted, cut to the column's length."""
        return re.sub(r"[^0-9]", "", self.params.get(name, ""))[:LONGEST_DIGITS]

    def ids(self, name: str) -> list[int]:
        """The ids in a comma-separated list, in order, without invalid ones."""
        parts = re.sub(r"[^0-9,]", "", self.params.get(name, "")).split(",")
        return [int(part) for part in parts if 0 < len(part) < 19]

    def number(self, name: str) -> int:
        """The digits of a parameter as a number, 0 if there are none or far too many."""
        digits = self.digits(name)
        return int(digits) if 0 < len(digits) < 19 else 0

    def field(self, name: str) -> str:
        """A field of a lead as the server keeps it."""
        text = self.params.get(name, "")
        return cleaned(name, text, non_latin=self.world.options.non_latin)

    @property
    def user(self) -> str:
        """The account."""
        return self.account.user

    @property
    def delimiter(self) -> str:
        """The column separator: `stage` is csv, tab or pipe, anything else is pipe."""
        return DELIMITERS.get(self.text("stage"), "|")

    @property
    def wants_header(self) -> bool:
        """Whether the first line names the columns."""
        return self.text("header") == "YES"


class ServerFault(Exception):
    """The server's own program failed over a request: an empty answer under HTTP 500."""


Answer = Callable[[Request], str]


@dataclass(frozen=True, slots=True)
class Function:
    """A function, with the rights that it requires.

    `refusal` completes `<function> USER DOES NOT HAVE PERMISSION TO …`, `tail` ends that line.
    `logged` marks functions whose answer is copied into the server's log, which a name with an
    apostrophe breaks.
    """

    answer: Answer
    level: int = 0
    right: str = ""
    refusal: str = ""
    tail: str = "|"
    logged: bool = False


def table(request: Request, header: str, rows: Iterable[Iterable[object]]) -> str:
    """Rows as the server writes them: unquoted, one per line, the header on request.

    `header` names the columns with `|` between them.
    """
    delimiter = request.delimiter
    lines = [header.replace("|", delimiter)] if request.wants_header else []
    lines += [delimiter.join(map(str, row)) for row in rows]
    return "".join(f"{line}\n" for line in lines)
