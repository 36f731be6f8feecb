"""What the command-line parser says of wrong use, in Dutch."""

from __future__ import annotations

import re

_SENTENCES = (
    (r"No such command '(.*?)'\.(?: Did you mean '(.*?)'\?)?", r"De opdracht '\1' bestaat niet.", " Bedoelt u '{}'?"),
    (r"No such option: (\S+)(?: (?:\(Possible options?: (.*)\)|Did you mean (.*)\?))?", r"De optie \1 bestaat niet.", " Bedoelt u {}?"),
    (r"Missing argument '(.*?)'\.", r"Het argument \1 ontbreekt.", ""),
    (r"Missing option '(.*?)'\.", r"De optie \1 ontbreekt.", ""),
    (r"Missing command\.", "Kies een opdracht.", ""),
    (r"Option '(.*?)' requires an argument\.", r"Bij de optie \1 hoort een waarde.", ""),
    (
        r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)",
        r"Te veel argumenten: \1. Zet een tekst met spaties tussen aanhalingstekens.",
        "",
    ),
    (r"Invalid value for '(.*?)': '(.*?)' is not a valid (?:int|integer)\.", r"De waarde '\2' van \1 is geen geheel getal.", ""),
    (r"Invalid value for '(.*?)': (.*)", r"De waarde van \1 kan niet: \2", ""),
)


def in_dutch(message: str) -> str:
    """The parser's message in Dutch; one that is not known here stays as it is rather than be lost."""
    for pattern, dutch, hint in _SENTENCES:
        found = re.fullmatch(pattern, message.strip())
        if found:
            suggestion = next((group for group in found.groups()[1:] if group and hint), "")
            return found.expand(dutch) + hint.format(suggestion) * bool(suggestion)
    return message
