#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/edge-router.1 from what the program says of its own command line.

    man-page.py --binary PATH            write the page
    man-page.py --binary PATH --check    exit status 1 if the page is not what would be written

Commands, arguments and options are the parser's (--experimental-dump-help); what is about all of them stands below.
"""

import argparse
import difflib
import json
import pathlib
import re
import subprocess
import sys
import textwrap

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "edge-router.1"

# The day on which the text below was last looked through: the page must not change from day to day.
DATE = "2026-11-23"

DESCRIPTION = """\
It stands at the edge of one machine, works out which client a request belongs to, and answers it from a key-value
store, by analysis in process, or from that client's own program.

Without a command it serves."""

ENVIRONMENT = [
    ("EDGE_CONFIG", "The configuration file, where --config is not given."),
    ("EDGE_DATA", "The data directory, where --data is not given."),
    ("EDGE_LISTEN, EDGE_ADMIN, EDGE_BOTS", "As --listen, --admin and --bots."),
    ("EDGE_ADMIN_TOKEN", "What the admin listener demands, and what kv, clients and bots show to a server."),
    ("DOCKER_HOST", "The socket of the container engine, as unix:///var/run/docker.sock; other kinds are refused."),
    ("OPENAI_API_KEY, OPENAI_BASE_URL, ANTHROPIC_API_KEY", "Providers of language models where the file names none."),
]

FILES = [
    ("wrangler.toml, wrangler.jsonc, wrangler.json", "The configuration, looked for in this order in the directory."),
    ("data/kv.sqlite3", "The store, with its log, and values above 128 KiB in data/values."),
    ("data/lock", "Held, with the pid in it, by whoever uses the directory."),
]

STATUS = [
    ("0", "Well; for doctor: nothing is wrong."),
    ("1", "Something failed; for doctor: something is wrong; for kv verify: the store is damaged."),
    ("2", "Wrong usage or configuration, or an address or data directory that is in use."),
]

SIGNALS = [
    ("SIGTERM, SIGINT", "Finish what runs, then end with status 0; a second one ends at once."),
    ("SIGHUP", "Read the configuration again; one that is wrong changes nothing."),
]

EXAMPLES = [
    ("Serve on the defaults", "edge-router"),
    ("See what keeps it from serving", "edge-router doctor"),
    ("The same for a script", "edge-router doctor --json | jq -r '.findings[] | select(.status == \"wrong\").text'"),
    ("Store a value for a client", "edge-router kv key put greeting hello --client acme"),
    ("Completion for this shell", 'eval "$(edge-router --generate-completion-script bash)"'),
]


# Columns of a line of the source: what mandoc takes for a good style.
COLUMNS = 70


def roff(text):
    """Text that roff prints as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("→", "\\(->")
    text = text.replace("'", "\\(aq").replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti")
    # A line that begins with a dot or a quote would be a request.
    return "\n".join("\\&" + line if line.startswith(".") else line for line in text.split("\n"))


def filled(text):
    """Text whose lines are broken here, for the filler to set anew."""
    lines = textwrap.wrap(" ".join(text.split()), COLUMNS, break_long_words=False, break_on_hyphens=False)
    return roff("\n".join(lines))


def bold(text):
    return "\\fB" + roff(text) + "\\fR"


def italic(text):
    return "\\fI" + roff(text) + "\\fR"


def paragraphs(text):
    """Text whose empty lines part paragraphs; the other line ends are the filler's to set."""
    for index, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
        if index:
            yield ".PP"
        yield filled(paragraph)


def sentence(text):
    text = " ".join((text or "").split())
    return text if not text or text.endswith((".", "?", "!")) else text + "."


def spelling(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def is_shown(argument):
    """Those that every command has are told once."""
    return argument["shouldDisplay"] and spellings(argument) not in (["--help", "-h"], ["--version"], ["-h", "--help"])


def spellings(argument):
    return [spelling(name) for name in argument.get("names") or []]


def entry(argument):
    """One argument with what it means."""
    value = argument.get("valueName")
    yield ".TP"
    if argument["kind"] == "positional":
        yield italic(value)
    else:
        names = ", ".join(bold(name) for name in spellings(argument))
        yield names + (" " + italic(value) if argument["kind"] == "option" else "")
    text = sentence(argument.get("abstract"))
    default = argument.get("defaultValue")
    if default and "default:" not in text:
        text = text[:-1] + f" (default: {default})."
    yield filled(text) if text else "\\&"


def synopsis(command, path):
    """The line that shows how a command is called."""
    words = [bold(" ".join(path))]
    for argument in command.get("arguments") or []:
        if not is_shown(argument):
            continue
        if argument["kind"] == "positional":
            word = italic(argument["valueName"])
        else:
            word = bold(spellings(argument)[-1] if len(spellings(argument)) > 1 else spellings(argument)[0])
            if argument["kind"] == "option":
                word += " " + italic(argument["valueName"])
        words.append(f"[{word}]" if argument["isOptional"] else word)
    # One on a line: the source stays readable, and the filler sets them together.
    return "\n".join(words)


def commands(command, path):
    """A command and those below it that do something, in their order."""
    below = [sub for sub in command.get("subcommands") or [] if sub["commandName"] != "help" and sub["shouldDisplay"]]
    if below:
        text = command.get("discussion")
        if len(path) > 1 and text:
            yield f'.SS "{roff(" ".join(path[1:]))} ..."'
            yield from paragraphs(sentence(command["abstract"]) + "\n\n" + text)
        for sub in below:
            yield from commands(sub, path + [sub["commandName"]])
        return
    yield f'.SS "{roff(" ".join(path[1:]))}"'
    yield synopsis(command, path)
    yield ".PP"
    yield from paragraphs(sentence(command.get("abstract")) + "\n\n" + (command.get("discussion") or ""))
    for argument in command.get("arguments") or []:
        if is_shown(argument):
            yield from entry(argument)


def listed(title, entries):
    yield f".SH {title}"
    for name, text in entries:
        yield ".TP"
        yield ", ".join(bold(part) for part in name.split(", "))
        yield filled(text)


def page(command, version):
    yield '.\\" SPDX-License-Identifier: Apache-2.0'
    yield '.\\" Made by scripts/man-page.py (make man): change it, or the command line, and not this file.'
    yield f'.TH EDGE\\-ROUTER 1 {DATE} "edge\\-router {roff(version)}"'
    yield ".SH NAME"
    abstract = command["abstract"].rstrip(".")
    yield filled("edge-router - " + abstract[0].lower() + abstract[1:])
    yield ".SH SYNOPSIS"
    yield f"{bold('edge-router')} [{italic('command')}] [{italic('options')}]"
    yield ".br"
    yield f"{bold('edge-router')} [{italic('command')}] {bold('--help')}"
    yield ".br"
    yield f"{bold('edge-router --version')}"
    yield ".br"
    shells = "|".join(bold(shell) for shell in ("bash", "zsh", "fish"))
    yield f"{bold('edge-router --generate-completion-script')} {shells}"
    yield ".SH DESCRIPTION"
    yield from paragraphs(DESCRIPTION)
    yield ".SH COMMANDS"
    yield from commands(command, [command["commandName"]])
    yield from listed("ENVIRONMENT", ENVIRONMENT)
    yield from listed("FILES", FILES)
    yield from listed("EXIT STATUS", STATUS)
    yield from listed("SIGNALS", SIGNALS)
    yield ".SH EXAMPLES"
    for text, line in EXAMPLES:
        yield ".TP"
        yield roff(text + ":")
        yield bold(line)
    yield ".SH SEE ALSO"
    yield ".BR curl (1),"
    yield ".BR sqlite3 (1),"
    yield ".BR dockerd (8)"


def run(binary, option):
    done = subprocess.run([binary, option], check=True, capture_output=True, text=True)
    return done.stdout


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--binary", required=True)
    options.add_argument("--check", action="store_true")
    options = options.parse_args()
    told = json.loads(run(options.binary, "--experimental-dump-help"))["command"]
    text = "\n".join(page(told, run(options.binary, "--version").strip())) + "\n"
    if not options.check:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(text)
        return 0
    present = PAGE.read_text() if PAGE.exists() else ""
    if present == text:
        return 0
    lines = difflib.unified_diff(present.splitlines(), text.splitlines(), PAGE.name, "what it should be", n=1)
    print("docs/edge-router.1 is not what the command line says; run make man", *lines, sep="\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
