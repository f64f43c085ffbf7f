"""A mail server takes long between the end of a mail and its 250, and the bot is killed in that window."""

from __future__ import annotations

import threading
import time

from lib.matrix import Scene, clear_scene
from lib.program import Program
from lib.run import Run, found_within
from lib.smtp import SlowSmtp

# The server holds its 250 back for this long at first, and the bot dies in the middle of it.
HOLD_SECONDS = 8.0
KILLED_AFTER_SECONDS = 1.5
# The list passes a mail on to its archive after this long.
ARCHIVE_SECONDS = 45.0
# The bot looks into the archive for two minutes before it repeats a mail, and may first have to wait its turn.
REPEATED_SECONDS = 185.0
# How often the mail was accepted in each part.
ARCHIVED = "accepted with an archive, times"
BROKEN_OFF = "broken off, then accepted, times"
WITHOUT = "accepted without an archive, times (documented)"


def run(run: Run) -> None:
    """Three bots at once: accepted and archived; broken off and not accepted; accepted, and no archive to look into."""
    parts = [
        threading.Thread(target=_guarded, args=(run, part, name))
        for part, name in ((_archived, "archived"), (_broken_off, "broken off"), (_without, "without an archive"))
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    # Without an archive a second copy is documented, so only the other two count.
    counts = [run.figures.get(name, 0) for name in (ARCHIVED, BROKEN_OFF)]
    run.figure("mails", len(parts))
    run.figure("lost", sum(count == 0 for count in (*counts, run.figures.get(WITHOUT, 0))))
    run.figure("doubled in the mail", sum(max(0, count - 1) for count in counts))


def _guarded(run: Run, part, name: str) -> None:
    try:
        part(run)
    except Exception as error:  # noqa: BLE001: a thread's error must not be lost
        run.check(f"{name}: came to its end", False, f"{type(error).__name__}: {error}")


def _archived(run: Run) -> None:
    archive = run.folder / "archive"
    server = SlowSmtp(run, HOLD_SECONDS, archive, ARCHIVE_SECONDS)
    scene, bot = _killed_in_the_window(run, "archived", server, f'archive = "maildir:{archive}"\n')
    told = found_within(lambda: _was_told(scene), REPEATED_SECONDS)
    run.check("archived: the room is told that the mail is out", bool(told))
    # Nobody repeats it later either.
    time.sleep(max(0.0, REPEATED_SECONDS - (time.monotonic() - run.begun)))
    counts = list(server.accepted().values())
    run.figure(ARCHIVED, sum(counts))
    run.check("with an archive the mail is accepted once", counts == [1], f"{counts}")
    run.check_log(bot.log(), "archived: the bot")
    bot.stop()


def _broken_off(run: Run) -> None:
    archive = run.folder / "archive-of-none"
    server = SlowSmtp(run, HOLD_SECONDS, archive, 0.0, forgets=True)
    scene, bot = _killed_in_the_window(run, "broken-off", server, f'archive = "maildir:{archive}"\n')
    since = time.monotonic()
    told = found_within(lambda: _was_told(scene), REPEATED_SECONDS)
    run.figure("not accepted: repeated after, s", time.monotonic() - since)
    run.check("broken off: the mail goes out after all", bool(told))
    counts = list(server.accepted().values())
    run.figure(BROKEN_OFF, sum(counts))
    run.check("broken off: the mail is accepted once", counts == [1], f"{counts}")
    bot.stop()


def _without(run: Run) -> None:
    server = SlowSmtp(run, HOLD_SECONDS)
    scene, bot = _killed_in_the_window(run, "without", server, "")
    found_within(lambda: _was_told(scene), REPEATED_SECONDS)
    # docs/mail.md says that this can happen, and that both have one Message-ID.
    counts = server.accepted()
    run.figure(WITHOUT, sum(counts.values()))
    run.check("without an archive the mail is not lost", sum(counts.values()) >= 1)
    run.check("without an archive all copies have one Message-ID", len(counts) == 1, f"{len(counts)}")
    bot.stop()


def _killed_in_the_window(run: Run, label: str, server: SlowSmtp, more: str) -> tuple[Scene, Program]:
    """A meeting whose minutes are on the wire when the bot dies; it runs again, and the server is quick from now on."""
    scene = clear_scene(run, ["Ana", "Sol", "Bo"])
    mail = f'[mail]\nfrom = "bot@example.org"\ntransport = "smtp://127.0.0.1:{server.port}?tls=none"\n{more}'
    bot = Program.make(run, scene.config(mail=mail), label)
    bot.start()
    scene.let_bot_in()
    scene.start_meeting()
    scene.ask(2, "NOTE: the table has 14 rows", "Note:")
    scene.ask(0, "end meeting", "is closed")
    scene.ask(1, "!minutes", "version 1")
    scene.ask(0, "!minutes approve", "approved")
    scene.people[1].say("!minutes send")
    server.wait_end_of_data(1)
    time.sleep(KILLED_AFTER_SECONDS)
    bot.kill()
    server.hold_seconds = 0.0
    bot.start()
    return scene, bot


def _was_told(scene: Scene) -> bool:
    """The bot says so once it knows: handed over, or seen in the archive."""
    said = [one.body for one in scene.heard() if one.sender == scene.bot.id]
    return any("handed to the mail server" in body or "seen in the archive" in body for body in said)
