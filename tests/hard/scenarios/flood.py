"""Many people at once, one account that floods, and 200 deletions: all answered, one sentence, and no word left on the disk."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from lib.ledger import Ledger
from lib.matrix import Person, Scene, clear_scene
from lib.program import Program
from lib.run import Run, found_within
from lib.talk import Talk

PEOPLE = ["Ana", "Sol", "Bo", "Cy", "Di", "Ed", "Fay", "Gus"]
# Below 30 in 10 s each, so that nobody is taken for a flood.
EACH = 25
FLOOD = 60
# As many at a time, so that a busy machine does not make a flood slow.
HANDS = 6
# Commands of a flooding account are obeyed until the bot has counted 30 in 10 s; a few may be under way by then.
OBEYED = 35
# In the sentence to whoever floods, which may come in one message with answers to others.
TOLD = "I carry out none of your commands"
QUIET_SECONDS = 12.0
# A word must have left the disk so long after the last reader has let go of the file.
ERASED_SECONDS = 5.0


def run(run: Run) -> None:
    scene = clear_scene(run, PEOPLE)
    bot = Program.make(run, scene.config())
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    ledger = Ledger(run)
    notes = _all_at_once(run, scene, ledger)
    _one_floods(run, scene, ledger)
    ledger.check_log(bot.entries(scene.group))
    _redact(run, scene, bot, notes)
    bot.stop()
    run.check_log(bot.log())


def _all_at_once(run: Run, scene: Scene, ledger: Ledger) -> list[tuple[Person, str, str]]:
    """200 notes by eight people; returns who said what, with the message's id."""
    said: list[tuple[Person, str, str]] = []

    def speak(person: Person) -> None:
        for _ in range(EACH):
            word = ledger.word()
            event = person.say(f"NOTE: {word}")
            ledger.accepted(word)
            said.append((person, word, event))

    threads = [threading.Thread(target=speak, args=(person,)) for person in scene.people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    talk = Talk(run, scene, ledger, scene.bot.id)
    run.deaf("200 messages: all answered after, s", talk.caught_up(time.monotonic(), 60.0))
    ledger.check_room(scene.heard(), scene.bot.id)
    return said


def _one_floods(run: Run, scene: Scene, ledger: Ledger) -> None:
    """Bo says 60 notes at once; Cy asks something in the middle of it."""
    flooder, other = scene.people[2], scene.people[3]
    time.sleep(QUIET_SECONDS)  # what Bo said before has to be forgotten
    place = len(scene.heard())
    words: list[str] = []

    def speak() -> None:
        for _ in range(FLOOD // HANDS):
            word = ledger.word()
            flooder.say(f"NOTE: {word}")
            ledger.accepted(word)
            words.append(word)

    hands = [threading.Thread(target=speak) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    found_within(lambda: len(words) > FLOOD * 2 // 3, 60.0)
    waited = _served(scene, ledger, other)
    for hand in hands:
        hand.join()
    time.sleep(3.0)
    said = [one.body for one in scene.heard()[place:] if one.sender == scene.bot.id and not one.replaces]
    obeyed = sum(1 for word in words if any(word in body for body in said))
    told = sum(body.count(TOLD) for body in said)
    run.figure("60 from one account: obeyed", obeyed)
    run.figure("60 from one account: sentences", told)
    run.figure("others wait meanwhile, s", waited)
    run.check("a flood is stopped", obeyed <= OBEYED, f"{obeyed} of {FLOOD} notes were obeyed")
    run.check("a flood is told of in one sentence", told == 1, f"{told} sentences")
    run.check("others are served", waited <= 5.0, f"{waited:.1f} s")
    time.sleep(QUIET_SECONDS)
    word = ledger.word()
    asked = flooder.say(f"NOTE: {word}")
    ledger.accepted(word)
    came = found_within(lambda: any(word in one.body for one in scene.heard() if one.sender == scene.bot.id), 10.0)
    run.check("after 10 s of quiet commands work again", bool(came), asked)


def _served(scene: Scene, ledger: Ledger, person: Person) -> float:
    word, begun = ledger.word(), time.monotonic()
    person.say(f"NOTE: {word}")
    ledger.accepted(word)
    found_within(lambda: any(word in one.body for one in scene.heard() if one.sender == scene.bot.id), 20.0)
    return time.monotonic() - begun


def _redact(run: Run, scene: Scene, bot: Program, notes: list[tuple[Person, str, str]]) -> None:
    """The first half while nobody looks, the second while a reader (a backup) holds the file."""
    words = [word for _, word, _ in notes]
    half = len(notes) // 2
    before = sum(_found(bot.folder, words).values())
    run.check("the words were on the disk", before > 0)
    _all_redacted(run, scene, notes[:half], bot)
    left = found_within(lambda: not any(_found(bot.folder, words[:half]).values()), ERASED_SECONDS)
    run.figure("deleted, nobody reads: words left after 5 s", 0 if left else str(_found(bot.folder, words[:half])))
    run.check("deleted words have left the disk after 5 s", bool(left), str(_found(bot.folder, words[:half])))
    reader = sqlite3.connect(bot.folder / "convenor.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entries").fetchone()
    _all_redacted(run, scene, notes[half:], bot)
    begun = time.monotonic()
    asked = scene.people[0].say("!status")
    answered = found_within(lambda: _answered(scene, asked), 30.0)
    run.figure("100 deletions under a reader, then an answer, s", time.monotonic() - begun)
    run.check("a reader does not hold up the bot", bool(answered) and time.monotonic() - begun <= 10.0)
    reader.close()
    left = found_within(lambda: not any(_found(bot.folder, words).values()), ERASED_SECONDS)
    run.figure("deleted under a reader: words left 5 s after it", 0 if left else str(_found(bot.folder, words)))
    run.check("deleted words have left the disk 5 s after the last reader", bool(left), str(_found(bot.folder, words)))
    # Answers stay in the room as they were said; only people's own messages are gone.
    run.figure("answers in the room that quote them", len(_quoting(scene, words)))


def _all_redacted(run: Run, scene: Scene, notes: list[tuple[Person, str, str]], bot: Program) -> None:
    """Deletes them, and waits until the log has none of the words; that is no reader that stays."""
    for person, _, event in notes:
        person.account.redact(scene.room, event)
    words = [word for _, word, _ in notes]

    def is_out_of_the_log() -> bool:
        with sqlite3.connect(f"file:{bot.folder / 'convenor.db'}?mode=ro", uri=True) as log:
            bodies = " ".join(row[0] for row in log.execute("SELECT body FROM entries"))
        return not any(word in bodies for word in words)

    begun = time.monotonic()
    run.check("the log has none of the words", bool(found_within(is_out_of_the_log, 30.0)))
    run.say(f"{len(notes)} deletions reached the log after {time.monotonic() - begun:.1f} s")


def _answered(scene: Scene, asked: str) -> bool:
    heard = scene.heard()
    places = [place for place, one in enumerate(heard) if one.id == asked]
    return bool(places) and any(one.sender == scene.bot.id and not one.replaces for one in heard[places[0] + 1:])


def _found(folder: Path, words: list[str]) -> dict[str, int]:
    """How many of the words each file below the bot's folder holds."""
    found = {}
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            count = sum(word.encode() in content for word in words)
            if count:
                found[file.name] = count
    return found


def _quoting(scene: Scene, words: list[str]) -> list[str]:
    """The bot's messages, as the room has them now, in which one of the words is."""
    answer = scene.host.ask("GET", f"rooms/{scene.room}/messages?dir=b&limit=1000")
    said = [event for event in answer["chunk"] if event["sender"] == scene.bot.id and event["type"] == "m.room.message"]
    return [body for body in (event["content"].get("body", "") for event in said) if any(word in body for word in words)]
