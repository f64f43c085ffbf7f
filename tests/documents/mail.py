"""Shows a mail as a mail program would: what stands in its head, its text and its files, as a web page. MAIL PAGE"""

import email
import html
import sys
from email import policy

with open(sys.argv[1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=policy.default)
rows = "".join(
    f"<tr><th scope=row>{name}</th><td>{html.escape(str(mail[name]))}</td></tr>"
    for name in ("From", "To", "Reply-To", "Date", "Subject")
)
files = ", ".join(part.get_filename() for part in mail.iter_attachments())
attached = f"<tr><th scope=row>Attached</th><td>{html.escape(files)}</td></tr>" if files else ""
text = html.escape(mail.get_body(("plain",)).get_content())
page = f"""<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Mail</title>
<style>body {{ font-family: sans-serif; margin: 1.5rem; color: #111 }} th {{ text-align: left; padding-right: 1rem; vertical-align: top }}
pre {{ border-top: 1px solid #888; padding-top: 1rem; font-size: 0.9rem }}</style>
<table>{rows}{attached}</table><pre>{text}</pre></html>"""
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write(page)
