"""In which encoding a file is written, told from all of its bytes."""

from __future__ import annotations

import codecs
from typing import Final

from vicidash.importer.records import Unreadable

WINDOWS: Final = "cp1252"
_BOMS: Final = (  # UTF-32 begins with the mark of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_WINDOWS: Final = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_HEAD: Final = 4096


class EncodingProbe:
    """Is shown the whole file, part by part, and then knows."""

    def __init__(self) -> None:
        self._named: str | None = None
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._windows = True
        self._begun = False

    def feed(self, part: bytes) -> None:
        """The next part."""
        if not self._begun:
            self._begun = True
            self._named = _by_mark(part) or _by_zeros(part[:_HEAD])
        if self._named is None:
            self._decode(part, final=False)
            self._windows &= not any(each in part for each in _NOT_WINDOWS)

    def encoding(self) -> str:
        """Its name for Python; raises :class:`Unreadable` when it can be none that we know."""
        if self._named is None:
            self._decode(b"", final=True)
            if self._utf8 is None and not self._windows:
                raise Unreadable(
                    "the file is neither UTF-8 nor UTF-16 nor Windows-1252",
                    "Say with --encoding what it is",
                )
            return "utf-8" if self._utf8 is not None else WINDOWS
        return self._named

    def _decode(self, part: bytes, *, final: bool) -> None:
        if self._utf8 is not None:
            try:
                self._utf8.decode(part, final)
            except UnicodeDecodeError:
                self._utf8 = None


def _by_mark(head: bytes) -> str | None:
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of text in a Latin script is zero."""
    half = len(head) // 2
    if half < 2:
        return None
    low, high = head[0::2].count(0), head[1::2].count(0)
    if high > 0.6 * half and low < 0.1 * half:
        return "utf-16-le"
    if low > 0.6 * half and high < 0.1 * half:
        return "utf-16-be"
    return None


def known(name: str) -> str:
    """An encoding that somebody named; raises :class:`Unreadable` when there is none such."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):  # no such name, or one that can be none
        found = None
    if found is None or not found._is_text_encoding:
        raise Unreadable(f"there is no encoding {name!r}", "Such as utf-8, cp1252 or utf-16")
    return "utf-8-sig" if found.name == "utf-8" else found.name
