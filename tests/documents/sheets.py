"""Puts the first and the last pages of a document side by side, as a web page. PAGE PICTURE..."""

import base64
import sys

pictures = sys.argv[2:]
shown = pictures if len(pictures) < 5 else pictures[:2] + pictures[-2:]


def image(path):
    with open(path, "rb") as file:
        data = base64.b64encode(file.read()).decode()
    return f'<img alt="" src="data:image/png;base64,{data}">'


with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Pages</title>"
        "<style>body { background: #bbb; margin: 8px } img { width: 362px; margin: 4px; vertical-align: top }</style>"
        + "".join(image(path) for path in shown)
    )
