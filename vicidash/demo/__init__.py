"""A simulated VICIdial call centre that speaks the stock API over HTTP on loopback.

`DemoDialer` is the centre itself: a pure simulation with an injected clock, called with
`answer(path, params)`. `DemoServer` serves it over a socket. It shares no code with the rest of
vicidash, so that neither can hide a mistake of the other.
"""

from vicidash.demo.dialer import DemoDialer
from vicidash.demo.options import Account
from vicidash.demo.server import DemoServer

__all__ = ["Account", "DemoDialer", "DemoServer"]
