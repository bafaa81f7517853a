"""Keeps passwords out of tracebacks.

A traceback holds the frames that an error came through, and what prints it may print their
locals, as Textual does when an app ends on an error. Inside the methods marked here a local holds
the password, or an answer that echoes it. So their errors leave them without the frames below;
what went wrong is in the error itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def scrub_traceback(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let errors, and a cancellation, out of ``method`` without its frames or their causes."""

    @wraps(method)
    async def outer(*args: P.args, **kwargs: P.kwargs) -> T:
        around = sys.exception()
        try:
            return await method(*args, **kwargs)
        except BaseException as error:
            error.__cause__, error.__context__ = None, around
            error.__suppress_context__ = False
            error.__traceback__ = None
            raise

    return outer
