"""Runs every benchmark, one after the other: `python -m tests.bench`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Print the table of each; the exit code of the last one that failed, else 0."""
    code = 0
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n# {path.stem}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"tests.bench.{path.stem}"], check=False)
        code = done.returncode or code
    return code


if __name__ == "__main__":
    sys.exit(main())
