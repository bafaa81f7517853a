"""Sets that are paused, and taken back."""

from __future__ import annotations

from tests.actions.desk_helpers import Post
from vicidash.actions.batch import Batch
from vicidash.actions.kinds import PAUSE
from vicidash.client import Agent


async def obeyed(post: Post, looks: int = 2) -> None:
    for _ in range(looks):
        post.fake.obey()
        await post.look()


async def paused(post: Post, *users: str, code: str = "LUNCH") -> None:
    floor = await post.floor()
    await post.desk.agents.batch(PAUSE, users, floor.get, code).run()
    await obeyed(post)
    post.fake.taken.clear()


async def undone(post: Post) -> Batch:
    undo = post.desk.undo.offer
    assert undo is not None
    floor: dict[str, Agent] = await post.floor()
    batch = post.desk.undo.batch(undo, floor.get)
    await batch.run()
    return batch


def offered(post: Post) -> str | None:
    undo = post.desk.undo.offer
    return None if undo is None else str(undo)
