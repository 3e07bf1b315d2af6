#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes Sources/SEOAnalyzer/Generated/EnglishWordClasses.swift: which common English words are verbs, adjectives or
adverbs rather than nouns.

The counts are WordNet 3.0's (Princeton University): how often each sense of a word occurs in its semantic concordance
of running text. Usage: generate-word-classes.py [DICTIONARY], by default where Debian's package wordnet-base has it.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

DICTIONARY = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet")
OUTPUT = Path(__file__).parent.parent / "Sources/SEOAnalyzer/Generated/EnglishWordClasses.swift"

MINIMUM_COUNT = 5
"""Rarer words are left to their endings."""

ADJECTIVE_ENDINGS = ("al", "ive", "ous", "ic", "able", "ible", "ful", "less", "ary", "ish")
"""As in WordLexicon.swift."""

NOUN, VERB, ADJECTIVE, ADVERB = range(4)
SENSE_TYPES = {"1": NOUN, "2": VERB, "3": ADJECTIVE, "4": ADVERB, "5": ADJECTIVE}

LISTS = {
    "adverb": "Adverbs without -ly.",
    "verb": "Words that are nearly always verbs.",
    "verbRatherThanNoun": "Words that are verbs at least as often as nouns.",
    "nounRatherThanVerb": "Words that are nouns more often than verbs, but often verbs.",
    "adjective": "Adjectives that no ending gives away.",
    "participle": "Past tenses and participles of irregular verbs.",
    "noun": "Nouns with the ending of another class.",
}


def read_counts():
    counts = defaultdict(lambda: [0, 0, 0, 0])
    for line in (DICTIONARY / "cntlist.rev").read_text().splitlines():
        sense, _, count = line.split()
        word, kind = sense.split("%")
        if re.fullmatch("[a-z]{2,}", word):
            counts[word][SENSE_TYPES[kind[0]]] += int(count)
    return counts


def read_nouns():
    lines = (DICTIONARY / "index.noun").read_text().splitlines()
    return {line.split()[0] for line in lines if not line.startswith(" ")}


def class_by_counts(count):
    total = sum(count)
    noun, verb, adjective, adverb = count
    if adverb > 0.6 * total:
        return "adverb"
    if verb > 0.8 * total:
        return "verb"
    if adjective > 0.5 * total:
        return "adjective"
    if verb > 0.2 * total:
        return "verbRatherThanNoun" if verb > noun else "nounRatherThanVerb"
    return "noun" if noun >= adjective else "adjective"


def class_by_ending(word):
    if word.endswith("ly"):
        return "adverb"
    if word.endswith("ed") and len(word) > 4 and not word.endswith("eed"):
        return "participle"
    if word.endswith("ing") and len(word) > 5:
        return "gerund"
    return "adjective" if word.endswith(ADJECTIVE_ENDINGS) and len(word) > 4 else "noun"


counts = read_counts()
nouns = read_nouns()
classes = {}
for word, count in counts.items():
    if sum(count) >= MINIMUM_COUNT and class_by_counts(count) != class_by_ending(word):
        classes[word] = class_by_counts(count)
    elif word.endswith("ing") and len(word) > 5 and word in nouns:
        classes.setdefault(word, "noun")
for line in (DICTIONARY / "verb.exc").read_text().splitlines():
    form, verb = line.split()[:2]
    regular = form.endswith(("ed", "ing", "s"))
    noun, verbal, adjective, _ = counts.get(form, (0, 0, 0, 0))
    if re.fullmatch("[a-z]+", form) and not regular and sum(counts.get(verb, (0,))) >= MINIMUM_COUNT:
        if noun + adjective <= verbal + 3:
            classes[form] = "participle"

lines = [
    "// SPDX-License-Identifier: Apache-2.0",
    "",
    "// Written by scripts/generate-word-classes.py; do not edit.",
    "",
    "/// What common English words are, by the counts of WordNet 3.0's semantic concordance (Princeton University).",
    "/// Left out are words that their endings tell rightly (`WordLexicon`).",
    "enum EnglishWordClasses {",
]
for name, comment in LISTS.items():
    lines += [f"    /// {comment}", f'    static let {name} = """']
    line = "       "
    for word in sorted(word for word, kind in classes.items() if kind == name):
        if len(line) + len(word) > 116:
            lines.append(line + " \\")
            line = "       "
        line += " " + word
    lines += [line, '        """', ""]
lines[-1] = "}"
OUTPUT.write_text("\n".join(lines) + "\n")
