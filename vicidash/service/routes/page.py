"""The page at ``/``: the floor for those without a terminal. Three files, live from the stream."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)

FOLDER: Final = Path(__file__).parents[1] / "page"
"""The files of the page. They hold no data: what they show needs a token."""
HEADERS: Final = {"Cache-Control": "no-cache"}


@cache
def _file(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


@router.get("/")
async def index() -> Response:
    """The page itself."""
    return Response(_file("index.html"), headers=HEADERS, media_type="text/html")


@router.get("/page.css")
async def style() -> Response:
    """How it looks."""
    return Response(_file("page.css"), headers=HEADERS, media_type="text/css")


@router.get("/page.js")
async def script() -> Response:
    """What fills it."""
    return Response(_file("page.js"), headers=HEADERS, media_type="text/javascript")
