#!/usr/bin/env python3
"""smtp-fault.py PORT_FILE UPSTREAM_HOST:PORT: an SMTP relay that fails on order, to stand before the real Postfix.

It picks two free ports of 127.0.0.1 and writes them to PORT_FILE, one a line: first the SMTP port (for the client
under test), then the control port. The file appears only when both listen. Stop it with SIGTERM.

Orders go to the control port, one a line, each answered with a line:
  pass | 451 | 550 | 550data | cut-before-dot | cut-after-dot    puts the order in the queue: "ok N" (now N waiting)
  clear     empties the queue and forgets what was done: "ok 0"
  status    one line of JSON: {"queue": [orders waiting], "done": [orders carried out, one a connection, in order]}

A connection takes the next order with its first MAIL FROM (so a probe that only says EHLO uses none up) and keeps it
until it closes; with an empty queue it passes. An order is "done" when it has had its effect: for pass and
cut-after-dot, when the upstream has answered the dot. The orders:
  pass            hands everything on
  451             answers 451 4.7.1 to every RCPT
  550             answers 550 5.7.1 to every RCPT
  550data         takes the message and answers 550 5.7.1 to its dot; the upstream never sees it
  cut-before-dot  hands on up to three lines of the message, then breaks both connections: it is not delivered
  cut-after-dot   hands on the whole message, waits for the upstream's answer to the dot, and breaks the client's
                  connection without telling: it is delivered and the client cannot know

The upstream must be the port without TLS. STARTTLS and CHUNKING are taken out of its EHLO answer, because commands and
messages are read line by line here.
"""
import asyncio
import json
import os
import sys

ORDERS = ("pass", "451", "550", "550data", "cut-before-dot", "cut-after-dot")
queue: list[str] = []
done: list[str] = []


class Cut(Exception):
    """Both sides are to be closed at once."""


async def read_line(reader):
    line = await reader.readline()
    if not line.endswith(b"\n"):
        raise Cut  # this side has gone away
    return line


async def read_reply(upstream):
    """One answer with all its lines; the last has a space after the code."""
    lines = [await read_line(upstream)]
    while lines[-1][3:4] == b"-":
        lines.append(await read_line(upstream))
    return lines


def without_extensions(reply, names=(b"STARTTLS", b"CHUNKING")):
    kept = [r for r in reply if not r[4:].strip().upper().startswith(names)] or reply[:1]
    return [r[:3] + (b" " if r is kept[-1] else b"-") + r[4:] for r in kept]


class Connection:
    def __init__(self, client, to_client, upstream, to_upstream):
        self.client, self.to_client = client, to_client
        self.upstream, self.to_upstream = upstream, to_upstream
        self.order = None
        self.recorded = False
        self.accepted = 0  # recipients the upstream took for the message at hand

    async def answer(self, *lines):
        self.to_client.writelines(lines)
        await self.to_client.drain()

    async def ask(self, line):
        self.to_upstream.write(line)
        await self.to_upstream.drain()
        return await read_reply(self.upstream)

    def carried_out(self):
        if not self.recorded:
            self.recorded = True
            done.append(self.order)

    async def run(self):
        await self.answer(*await read_reply(self.upstream))
        while True:
            line = await read_line(self.client)
            verb = line[:4].upper().strip()
            if verb in (b"MAIL", b"RSET"):
                self.accepted = 0
            if verb == b"MAIL" and self.order is None:
                self.order = queue.pop(0) if queue else "pass"
            if verb == b"RCPT" and self.order in ("451", "550"):
                soft = self.order == "451"
                await self.answer(b"451 4.7.1 try again later (ordered)\r\n" if soft else b"550 5.7.1 refused (ordered)\r\n")
                self.carried_out()
            elif verb == b"DATA" and self.accepted:
                await self.data(line)
            elif verb == b"STAR":
                await self.answer(b"454 4.7.0 no TLS here\r\n")
            else:
                reply = await self.ask(line)
                if verb == b"RCPT" and reply[-1][:1] == b"2":
                    self.accepted += 1
                await self.answer(*(without_extensions(reply) if verb == b"EHLO" else reply))
                if verb == b"QUIT":
                    return

    async def data(self, line):
        if self.order == "550data":
            await self.answer(b"354 go on\r\n")
            while await read_line(self.client) not in (b".\r\n", b".\n"):
                pass
            await self.ask(b"RSET\r\n")
            self.carried_out()
            await self.answer(b"550 5.7.1 message refused (ordered)\r\n")
            return
        reply = await self.ask(line)
        await self.answer(*reply)
        if reply[-1][:3] != b"354":
            return
        handed_on = 0
        while True:
            content = await read_line(self.client)
            dot = content in (b".\r\n", b".\n")
            if self.order == "cut-before-dot" and (dot or handed_on == 3):
                await self.to_upstream.drain()
                self.carried_out()
                raise Cut
            if dot:
                break
            self.to_upstream.write(content)
            await self.to_upstream.drain()
            handed_on += 1
        reply = await self.ask(content)
        self.carried_out()
        if self.order == "cut-after-dot":
            raise Cut
        await self.answer(*reply)


async def serve_smtp(client, to_client, host, port):
    try:
        upstream, to_upstream = await asyncio.open_connection(host, port, limit=1 << 20)
    except OSError as e:
        print(f"smtp-fault.py: the upstream {host}:{port} cannot be reached: {e}", file=sys.stderr, flush=True)
        to_client.transport.abort()
        return
    try:
        await Connection(client, to_client, upstream, to_upstream).run()
        to_client.close()
    except (Cut, OSError, ValueError):  # ValueError: a line longer than the reader's limit
        to_client.transport.abort()  # at once, as a broken network would: nothing that waits is sent any more
    finally:
        to_upstream.close()


def obey(word):
    if word in ORDERS:
        queue.append(word)
        return f"ok {len(queue)}"
    if word == "clear":
        queue.clear()
        done.clear()
        return "ok 0"
    if word == "status":
        return json.dumps({"queue": queue, "done": done})
    return f"error: no such order; give one of {', '.join(ORDERS)}, clear, status"


async def serve_control(reader, writer):
    try:
        while line := await reader.readline():
            writer.write(obey(line.decode(errors="replace").strip()).encode() + b"\n")
            await writer.drain()
    except OSError:
        pass  # whoever gave the orders left without waiting for the answer
    finally:
        writer.close()


async def main(port_file, upstream):
    host, port = upstream.rsplit(":", 1)
    smtp = await asyncio.start_server(lambda r, w: serve_smtp(r, w, host, int(port)), "127.0.0.1", 0, limit=1 << 20)
    control = await asyncio.start_server(serve_control, "127.0.0.1", 0)
    ports = [s.sockets[0].getsockname()[1] for s in (smtp, control)]
    with open(port_file + ".new", "w") as f:
        f.write(f"{ports[0]}\n{ports[1]}\n")
    os.replace(port_file + ".new", port_file)  # whole or not at all, for whoever waits for it
    print(f"smtp {ports[0]} control {ports[1]}", flush=True)
    await asyncio.gather(smtp.serve_forever(), control.serve_forever())


if __name__ == "__main__":
    if len(sys.argv) != 3 or ":" not in sys.argv[2]:
        sys.exit("usage: smtp-fault.py PORT_FILE UPSTREAM_HOST:PORT")
    asyncio.run(main(*sys.argv[1:]))
