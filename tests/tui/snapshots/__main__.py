"""Remakes all snapshots, and removes those of what is there no longer."""

from __future__ import annotations

import asyncio

from tests.tui.snapshots.taking import HERE, path_of, take_all


def main() -> None:
    pictures = asyncio.run(take_all())
    for path in HERE.glob("*.txt"):
        if path.stem not in pictures:
            path.unlink()
            print(f"removed {path.name}")
    for name, text in sorted(pictures.items()):
        path = path_of(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"made {path.name}")


if __name__ == "__main__":
    main()
