"""Makes all pictures, and removes those of what is there no longer."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path
from typing import Final

from screenshots.studio import take_all

HERE: Final = Path(__file__).parent
ZOOM: Final = "1"


def main() -> None:
    """Make all pictures."""
    pictures = asyncio.run(take_all())
    convert = shutil.which("rsvg-convert")
    for old in HERE.glob("*.svg"):
        if old.stem not in pictures:
            old.unlink()
            old.with_suffix(".png").unlink(missing_ok=True)
    for name, svg in pictures.items():
        path = HERE / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        print(path)
        if convert:
            png = path.with_suffix(".png")
            subprocess.run([convert, "--zoom", ZOOM, str(path), "-o", str(png)], check=True)  # noqa: S603
            print(png)


if __name__ == "__main__":
    main()
