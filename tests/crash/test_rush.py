"""Members press while doors and workers die: what was acknowledged is stored once, what was promised is seen once.

AGSP_SOAK_SEED repeats a run, as far as processes can be repeated; AGSP_SOAK_MINUTES makes it long (`make soak`).
"""

import asyncio
import os
import random
import time
from collections import Counter
from multiprocessing.context import ForkServerContext
from pathlib import Path
from secrets import randbelow

import pytest

from tests.crash.rush import GROUP, LEASE, PLANNERS, Rush, marks, rush, title_of

pytestmark = [pytest.mark.process, pytest.mark.postgres]

SEED = "AGSP_SOAK_SEED"
MINUTES = "AGSP_SOAK_MINUTES"
MEMBERS = 6
PAUSE = (0.05, 0.4)
"""Seconds between two things that one member does."""
BETWEEN_KILLS = (0.3, 2.0)
KINDS = ("intention", "question", "question", "answer", "answer", "look")
LONGEST_WAIT = LEASE
"""Seconds that anybody waits: others see within a beat that a worker is dead, and take over long before its lease ends."""


async def play(own: Rush, kills: int, minutes: float) -> None:
    """Let members press until enough processes have died and each kind was replaced, and then until all is said."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(reaper(own, over, kills, minutes))
        group.create_task(chat(own, over))
        for number in range(1, MEMBERS + 1):
            group.create_task(member(own, over, number))
    await own.all_is_said()


async def member(own: Rush, over: asyncio.Event, number: int) -> None:
    """Do one thing after the other."""
    done = 0
    while not over.is_set():
        done += 1
        await own.press(own.dice.choice(KINDS), number * 100_000 + done)
        await asyncio.sleep(own.dice.uniform(*PAUSE))


async def chat(own: Rush, over: asyncio.Event) -> None:
    """Tell of one change of an account after the other."""
    number = 0
    while not over.is_set():
        number += 1
        await own.rename(number)
        await asyncio.sleep(own.dice.uniform(*PAUSE))


async def reaper(own: Rush, over: asyncio.Event, kills: int, minutes: float) -> None:
    """Kill again and again, and at last replace one of each as an administrator does."""
    until = time.monotonic() + 60 * minutes
    while own.killed["serve"] < kills or time.monotonic() < until:
        await asyncio.sleep(own.dice.uniform(*BETWEEN_KILLS))
        await own.kill_one_of_each()
    before = len(own.crowd.doors.unanswered)
    await own.replace_one_of_each()
    # A busy machine may be slow; how slow is measured. A door that closes on somebody cuts the connection.
    noticed = [one for one in own.crowd.doors.unanswered[before:] if not one.startswith("ReadTimeout")]
    assert noticed == [], "members noticed a restart"
    over.set()


def stored_once(own: Rush) -> None:
    """Compare what was acknowledged with what is in the database."""
    counted = Counter(
        name for (name,) in own.ask_rows("SELECT title FROM intention UNION ALL SELECT text FROM question")
    )
    for act in own.crowd.acts:
        assert act.presses[-1].accepted, f"{act.kind} was answered with {act.presses[-1].answer}"
        for press in act.presses if act.kind in {"intention", "question"} else ():
            times = counted[title_of(press.name) if act.kind == "intention" else f"{press.name}z"]
            assert times == 1 if press.accepted else times <= 1, f"{act.kind} {press.name} is stored {times} times"
    answered = own.ask_rows("SELECT inquiry.id, inquiry.state, needreport.version FROM inquiry JOIN needreport"
                            " USING (intention_id, office) ORDER BY 1")  # fmt: skip
    assert answered == sorted((one.inquiry, "no_need", 1) for one in own.answered)
    told = {f"event:Ev{act.presses[-1].name}" for act in own.crowd.acts if act.kind == "rename"}
    assert {key for (key,) in own.ask_rows("SELECT key FROM inbox WHERE key LIKE 'event:%'")} == told
    name = own.sandbox.workspace.people["U0VOGT"].real_name
    assert own.ask_rows("SELECT name FROM person WHERE slack_user_id = 'U0VOGT'") == [(name,)]


def seen_once(own: Rush) -> list[tuple[float, str, str]]:
    """Compare what was promised with what people see; gives the seconds from each acknowledgement to the message.

    Behind the seconds stands where the message is: its channel and its `ts`.
    """
    assert [mark for mark, times in Counter(marks(own.sandbox)).items() if times > 1] == []
    rows = own.ask_rows("SELECT channel, ts FROM outbox WHERE state = 'sent'")
    missing = [row for row in rows if own.sandbox.workspace.message(*row) is None]
    assert missing == []
    assert len(rows) == len(list(marks(own.sandbox)))
    lead = own.sandbox.workspace.open_im("U0BRANDT").id
    waits = []
    for act in own.crowd.acts:
        if act.kind in {"intention", "question"}:
            name = act.presses[-1].name
            channel, text = (GROUP, title_of(name)) if act.kind == "intention" else (lead, f"{name}z")
            shown = [one for one in own.sandbox.workspace.messages(channel) if text in f"{one.text}{one.blocks}"]
            assert len(shown) == 1, f"{act.kind} {name} is seen {len(shown)} times"
            waits.append((own.visible_at(channel, text) - act.presses[-1].acknowledged_at, channel, shown[0].ts))
    for asked in own.answered:
        own.sandbox.person(asked.user).sees(f"bei *{asked.title}* derzeit keinen Bedarf")
    answers = Counter(asked.title for asked in own.answered)
    for title in {asked.title for asked in own.asked + own.answered}:
        card = own.sandbox.person(PLANNERS[0]).message_with(title, "agsp").all_text
        assert f"{answers[title]} von 10 Ämtern haben geantwortet" in card, "the card shows the newest state"
    return waits


async def test_what_was_acknowledged_is_stored_once_and_what_was_promised_is_seen_once(
    context: ForkServerContext, own_postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get(SEED) or randbelow(1_000_000))
    minutes = float(os.environ.get(MINUTES) or 0)
    with capsys.disabled():
        print(f"\nrush with {SEED}={seed}", flush=True)  # noqa: T201  # whoever sees it fail must be able to repeat it
    dice = random.Random(seed)  # noqa: S311  # to repeat it, no secret
    began = time.monotonic()
    async with rush(context, own_postgres, tmp_path, dice, rounds=4 + int(10 * minutes)) as own:
        await play(own, kills=3, minutes=minutes)
        stored_once(own)
        waits = seen_once(own)
        amid = await own.stop_amid_an_answer()
        assert [(press.accepted, press.answer) for press in amid.presses] == [(True, "200 ")], "it was not answered"
        slowest = max(own.crowd.acts, key=lambda act: act.waited)
        doors, story = own.crowd.doors, own.story_of(*max(waits)[1:])
    kinds = Counter(act.kind for act in own.crowd.acts)
    with capsys.disabled():
        print(  # noqa: T201  # the same
            f"{own.killed.total()} processes killed, {len(own.crowd.acts)} acts {dict(kinds)},"
            f" {len(doors.unanswered)} unanswered, {own.crowd.repeated} repeated, waited for an answer at most {slowest.waited:.2f} s,"
            f" for a message at most {max(waits)[0]:.2f} s, {time.monotonic() - began:.1f} s",
            flush=True,
        )
    assert slowest.waited < LONGEST_WAIT, slowest
    assert max(waits)[0] < LONGEST_WAIT, story
