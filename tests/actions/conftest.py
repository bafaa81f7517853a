"""The fake dialer and its clock, as the floor's tests have them."""

from tests.floor.conftest import client, clock, closed_histories, fake, post, watch

__all__ = ["client", "clock", "closed_histories", "fake", "post", "watch"]
