"""A simulated VICIdial centre that speaks the stock protocol over HTTP on loopback.

`DemoDialer` is the centre itself: a pure simulation with an injected clock, asked with
`answer(path, params)`. `DemoServer` puts it behind a socket. Nothing here is shared with the
program that reads it, so that neither can hide a mistake of the other.
"""

from vicidash.demo.dialer import DemoDialer
from vicidash.demo.options import Account
from vicidash.demo.server import DemoServer

__all__ = ["Account", "DemoDialer", "DemoServer"]
