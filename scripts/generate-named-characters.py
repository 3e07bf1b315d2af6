#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes Sources/SEOAnalyzer/Generated/NamedCharacters.swift from the named character references that Python knows
(html.entities.html5, which is the table of the HTML standard, section 13.5)."""

from html.entities import html5
from pathlib import Path

OUTPUT = Path(__file__).parent.parent / "Sources/SEOAnalyzer/Generated/NamedCharacters.swift"
SEPARATOR = " "


def swift(text):
    """The text with everything but plain ASCII escaped, for a Swift string literal."""
    return "".join(
        c if 0x20 <= ord(c) < 0x7F and c not in '"\\' else "\\u{%X}" % ord(c) for c in text
    )


names = sorted(html5, key=str.encode)
records = [name + SEPARATOR + html5[name] for name in names]
offsets = [0]
for record in records:
    offsets.append(offsets[-1] + len(record.encode()))
assert offsets[-1] < 1 << 16

lines = [
    "// SPDX-License-Identifier: Apache-2.0",
    "",
    "// Written by scripts/generate-named-characters.py; do not edit.",
    "",
    "/// The named character references of the HTML standard, section 13.5, sorted by name.",
    "enum NamedCharacters {",
    "    /// Stands between a name and what it is replaced by; sorts before every letter of a name.",
    "    static let separator: UInt8 = 0x20",
    "",
    "    /// Where each record begins, and where the last one ends.",
    "    static let offsets: [UInt16] = [",
]
for start in range(0, len(offsets), 16):
    lines.append("        " + ", ".join(map(str, offsets[start:start + 16])) + ",")
lines += ["    ]", "", "    /// Name, separator, replacement; one behind the other.", '    static let records = """']
line = ""
for record in records:
    piece = swift(record)
    if len(line) + len(piece) > 104:
        lines.append("        " + line + "\\")
        line = ""
    line += piece
lines.append("        " + line)
lines += ['        """', "}", ""]
OUTPUT.write_text("\n".join(lines))
