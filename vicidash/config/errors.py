"""What can be wrong with the settings: `Problem` and `ConfigError`."""

from collections.abc import Iterable
from dataclasses import dataclass

from vicidash.formatting import plural


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the settings. None of the three texts ever holds a password."""

    where: str
    """`FILE: key`, an environment variable, or a flag."""
    message: str
    """What is wrong, without a full stop."""
    remedy: str
    """How to fix it, without a full stop."""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}; {self.remedy}"


class ConfigError(ValueError):
    """The settings cannot be used. Holds every problem that one load found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        lines = (f"\n  - {problem}" for problem in self.problems)
        return f"{plural(len(self.problems), 'problem')} with the settings:{''.join(lines)}"
