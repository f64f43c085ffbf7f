"""Reads mails with mail-parser: paths as arguments, one line of JSON a mail. A stranger to our own code, and to Python's
own package where that would pass something over: it tells defects of every part, too."""
import base64
import json
import sys
from pathlib import Path

import mailparser


def file_of(attachment):
    payload = attachment["payload"]
    return {
        "name": attachment["filename"],
        "content_type": attachment["mail_content_type"],
        "content": base64.b64decode(payload).decode() if attachment["content_transfer_encoding"] == "base64" else payload,
    }


for path in sys.argv[1:]:
    mail = mailparser.parse_from_bytes(Path(path).read_bytes())
    print(json.dumps({
        "defects": [str(defect) for defect in mail.defects] + list(mail.defects_categories),
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": mail.headers.get("In-Reply-To"),
        "references": mail.headers.get("References"),
        "from": [address for _, address in mail.from_],
        "to": [address for _, address in mail.to],
        "reply_to": [address for _, address in mail.reply_to],
        "texts": mail.text_plain,
        "files": [file_of(attachment) for attachment in mail.attachments],
    }))
