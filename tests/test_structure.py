"""The rules for names, sizes, classes and imports that docs/architecture.md describes.

All of it is read from the source; nothing is imported. Imports by a string cannot be seen this way:
the router names its screens so, and completion starts a module with ``-m``.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = "vicidash"

NOUNS_IN_ING: Final = frozenset(
    {"dialing", "formatting", "mapping", "monitoring", "recording", "rendering"}
)
"""Module names in -ing that are nouns: of the call centre, or of what a program makes."""

CLASSES_ABOVE: Final = 2
ERRORS: Final = (f"{PACKAGE}.client.errors", "VicidashError")
"""The root of the exceptions. Their tree may be deeper: it is what `except` clauses choose by."""
MODULES_IN_FOLDER: Final = 17
LINES_IN_MODULE: Final = 520

TUI_ORDER: Final = (
    ("bindings", "terminal"),
    ("rendering",),
    ("table", "base_app"),
    ("widgets",),
    ("action_runner", "preferences", "messages", "frame"),
    ("console",),
    ("dialogs", "help"),
    ("controllers",),
    ("views",),
    ("setup", "wall"),
    ("app",),
    ("print_once",),
)
"""The children of ``vicidash.tui``, lowest first: each imports only what stands before it."""


@cache
def sources() -> Mapping[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(sources()[module].read_text("utf-8"))


def is_package(module: str) -> bool:
    return sources()[module].name == "__init__.py"


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those below ``if TYPE_CHECKING``: these imports never run, so they cannot make
    a circle."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from _running(child)


@cache
def names_imported(module: str) -> Mapping[str, tuple[str, str | None]]:
    """By its name in a module: the module of ours it comes from, and its name there if it is not
    the module itself. Imports in functions count too."""
    found: dict[str, tuple[str, str | None]] = {}
    for node in _running(tree(module)):
        if isinstance(node, ast.Import):
            for each in node.names:
                if each.name in sources():
                    found[each.asname or each.name] = (each.name, None)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for each in node.names:
                inner = f"{base}.{each.name}"
                if inner in sources():
                    found[each.asname or each.name] = (inner, None)
                elif base in sources():
                    found[each.asname or each.name] = (base, each.name)
    return found


def _absolute(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    kept = len(parts) - node.level + is_package(module)
    return ".".join([*parts[:kept], *([node.module] if node.module else [])])


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """By module: the modules of ours that it imports."""
    return {
        module: frozenset(source for source, _ in names_imported(module).values()) - {module}
        for module in sources()
    }


@cache
def classes() -> Mapping[tuple[str, str], tuple[ast.expr, ...]]:
    """The bases of every class by its module and name."""
    return {
        (module, node.name): tuple(node.bases)
        for module in sources()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef)
    }


def _resolved(module: str, base: ast.expr) -> tuple[str, str] | None:
    """The class of ours that a base stands for."""
    if isinstance(base, ast.Subscript):
        return _resolved(module, base.value)
    if isinstance(base, ast.Attribute):
        source, inner = names_imported(module).get(ast.unparse(base.value), ("", None))
        return _defined(source, base.attr) if source and inner is None else None
    return _defined(module, base.id) if isinstance(base, ast.Name) else None


def _defined(module: str, name: str) -> tuple[str, str] | None:
    """Where a class that a module knows by this name is defined."""
    if (module, name) in classes():
        return module, name
    source, inner = names_imported(module).get(name, ("", None))
    return _defined(source, inner) if inner else None


def above(owner: tuple[str, str]) -> set[tuple[str, str]]:
    """The classes of ours that a class inherits from, directly or not."""
    found: set[tuple[str, str]] = set()
    for base in classes()[owner]:
        known = _resolved(owner[0], base)
        if known is not None:
            found |= {known} | above(known)
    return found


def test_every_module_is_a_noun() -> None:
    names = {module.rpartition(".")[2] for module in sources()}
    gerunds = {name for name in names if name.strip("_").endswith("ing")}
    assert sorted(gerunds - NOUNS_IN_ING) == []
    assert sorted(NOUNS_IN_ING - names) == [], "no module has this name any more"


def test_one_public_class_name_has_one_meaning() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for module, name in classes():
        if not name.startswith("_") and not module.startswith(f"{PACKAGE}.demo"):
            found[name].append(module)
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_no_class_has_more_than_two_of_ours_above_it() -> None:
    deep = {
        ".".join(owner): sorted(name for _, name in above(owner))
        for owner in classes()
        if len(above(owner)) > CLASSES_ABOVE and ERRORS not in above(owner)
    }
    assert deep == {}


def test_no_folder_is_crowded() -> None:
    found: dict[str, int] = defaultdict(int)
    for module in sources():
        if not is_package(module):
            found[module.rpartition(".")[0]] += 1
    crowded = {folder: count for folder, count in found.items() if count > MODULES_IN_FOLDER}
    assert crowded == {}


def test_no_module_is_too_long() -> None:
    lines = {
        module: len(path.read_text("utf-8").splitlines()) for module, path in sources().items()
    }
    assert {module: count for module, count in lines.items() if count > LINES_IN_MODULE} == {}


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert _circle(imports()) == []


def test_no_two_neighbours_in_a_folder_need_each_other() -> None:
    """A module or folder and what lies beside it: as long as there is no circle among them, all
    imports in a folder run one way."""
    circles = {}
    for folder in filter(is_package, sources()):
        if circle := _circle(_neighbours(folder)):
            circles[folder] = circle
    assert circles == {}


def test_imports_in_the_console_run_down() -> None:
    level = {name: number for number, row in enumerate(TUI_ORDER) for name in row}
    arrows = _neighbours(f"{PACKAGE}.tui")
    assert sorted(arrows.keys() | set().union(*arrows.values())) == sorted(level)
    up = {
        f"{name} imports {other}"
        for name, others in arrows.items()
        for other in others
        if level[other] >= level[name]
    }
    assert sorted(up) == []


def _neighbours(folder: str) -> dict[str, set[str]]:
    """By each child of a folder: the other children that it imports from."""
    found: dict[str, set[str]] = {}
    start = f"{folder}."
    for module, needed in imports().items():
        if not module.startswith(start):
            continue
        child = module.removeprefix(start).partition(".")[0]
        others = {
            each.removeprefix(start).partition(".")[0] for each in needed if each.startswith(start)
        }
        found.setdefault(child, set()).update(others - {child})
    return found


def _circle(arrows: Mapping[str, set[str] | frozenset[str]]) -> list[str]:
    """A way from a name back to itself, if there is one."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []
