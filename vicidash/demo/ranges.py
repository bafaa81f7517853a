"""The `Range` header: which part of a file was asked for."""

import re

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for of `size`; the whole for anything but one plain range.

    None when the range lies outside of the file.

    >>> part_of("bytes=0-9", 100), part_of("bytes=90-", 100), part_of("bytes=-5", 100)
    ((0, 9), (90, 99), (95, 99))
    >>> part_of("bytes=100-", 100) is None, part_of("", 100)
    (True, (0, 99))
    """
    asked = _ONE_RANGE.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return 0, size - 1
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (begin, end) if begin <= end else None
