"""Reads messages from standard input (a line with the number of bytes, then the bytes) with Python's email package and
prints what it understood: one line of JSON a message. A stranger to our own code, and strict: it tells every defect."""
import email
import email.header
import email.policy
import email.utils
import json
import sys


def understood(raw):
    m = email.message_from_bytes(raw, policy=email.policy.default)
    # The new policy of Python 3.11 leaves a space between two encoded words of a name, against RFC 2047, clause 6.2.
    name, address = email.utils.parseaddr(email.message_from_bytes(raw)["From"])
    return {
        "defects": [repr(d) for part in m.walk() for d in part.defects]
        + [f"{name}: {d!r}" for part in m.walk() for name, value in part.items() for d in value.defects],
        "from_name": str(email.header.make_header(email.header.decode_header(name))),
        "from_address": address,
        "headers": [[name, str(value)] for name, value in m.items()],
        "content_type": m.get_content_type(),
        "charset": m.get_content_charset(),
        "text": m.get_body(("plain",)).get_content(),
        "parts": [part_of(part) for part in m.walk() if not part.is_multipart()],
    }


def part_of(part):
    return {
        "content_type": part.get_content_type(),
        "method": part.get_param("method"),
        "disposition": part.get_content_disposition(),
        "name": part.get_filename(),
        "content": part.get_content(),
    }


while size := sys.stdin.buffer.readline():
    print(json.dumps(understood(sys.stdin.buffer.read(int(size)))))
