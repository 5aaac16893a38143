"""Twenty times the shipped dialogs, for the checker: every flow again under other names, and all of it in reach."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from bench.ours import SHIPPED

TARGET = re.compile(r"(\b(?:to|go|then|use):\s+|->\s*)([a-z][a-z0-9_]*)((?:\.[a-z0-9_]+)?)(?![\w.])")
OPENING_WORDS = re.compile(r"^also_said:.*\n(?:[ -].*\n)*", re.MULTILINE)


def generated(folder: Path, times: int) -> None:
    """`folder` with `times` the flows: x, x_2, x_3, …; start leads on to start_2, that to start_3, and so on."""
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns(".*"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}
    flows = {stem: text for stem, text in texts.items() if re.search(r"^flow:", text, re.MULTILINE)}
    parsed = {stem: yaml.load(text, Loader=yaml.CBaseLoader) for stem, text in flows.items()}
    taken = set(re.findall(r"[^\s,\[\]]+", " ".join(_lists(texts["interrupts"]))))
    names = {document["flow"]: set(document["nodes"]) for document in parsed.values()}
    for number in range(1, times + 1):
        for stem, text in flows.items():
            copy = text if number == 1 else renamed(text, parsed[stem]["flow"], names, number)
            copy = copy if number == 1 else _without(copy, taken)
            if parsed[stem]["flow"] == "start" and number < times:
                copy = _leads_on(copy, parsed[stem], number + 1)
            (folder / f"{stem}{_suffix(number)}.yaml").write_text(copy, encoding="utf-8")


def renamed(text: str, flow: str, names: dict[str, set[str]], number: int) -> str:
    """One flow's file with its name and every flow it leads to numbered, and without words that open it."""
    own = names[flow]

    def target(found: re.Match[str]) -> str:
        before, name, node = found.groups()
        outside = name in names and (node or name not in own)
        return f"{before}{name}{_suffix(number)}{node}" if outside else found[0]

    text = OPENING_WORDS.sub("", text, count=1)
    text = re.sub(r"^flow:.*$", f"flow: {flow}{_suffix(number)}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^(title:.*)$", rf"\g<1>{number}", text, count=1, flags=re.MULTILINE)
    return TARGET.sub(target, text)


def _lists(text: str) -> list[str]:
    return re.findall(r"also_said: (\[[^\]]*\])", text)


def _without(text: str, taken: set[str]) -> str:
    """A button's synonyms less the words of interrupts: those lead to the first copy, the button to another."""

    def kept(found: re.Match[str]) -> str:
        words = [word.strip() for word in found[1].split(",") if word.strip() not in taken]
        return f", also_said: [{', '.join(words)}]" if words else ""

    return re.sub(r", also_said: \[([^\]]*)\]", kept, text)


def _leads_on(text: str, document: dict[str, Any], number: int) -> str:
    """One more button, at the step of `start` that has the fewest, to the next copy of it."""
    nodes = document["nodes"]
    node = min(
        (name for name in nodes if nodes[name].get("choices")), key=lambda name: len(nodes[name]["choices"])
    )
    head, mark, tail = text.partition(f"\n  {node}:\n")
    before, choices, after = tail.partition("    choices:\n")
    button = f"      - {{id: next_set, text: 下一组, to: start{_suffix(number)}}}\n"
    if not choices:
        raise ValueError("bench/generate.py wants `choices:` on a line of its own in dialogs/start.yaml")
    return head + mark + before + choices + button + after


def _suffix(number: int) -> str:
    return "" if number == 1 else f"_{number}"
