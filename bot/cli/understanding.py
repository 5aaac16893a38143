"""`menlian route` and `menlian understand report`: what typed words are taken for, and how often that is right."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.cli.project import ProjectError, find, keeping, load, read
from bot.cli.words import say
from bot.understand import Route, Router
from bot.understand.report import Labelled, Result, by_topic, confusions, cross_validated, figures, routed


def route(arguments: Namespace) -> int:
    """One text, or one a line on stdin: one JSON line each, in order."""
    dialogs = load(find(arguments.dialogs, arguments.lang))
    router = Router(dialogs, keeping(dialogs))
    router.prepare()
    lines: Iterable[str] = [" ".join(arguments.text)] if arguments.text else _lines()
    for line in lines:
        found = router.route(line)
        print(_json(found) if arguments.json or not arguments.text else _plain(found), flush=True)
    return 0


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _json(found: Route) -> str:
    document = {
        "intent": found.intent,
        "flow": found.flow,
        "crisis": found.crisis,
        "score": found.score,
        "options": list(found.options),
        "why": list(found.why),
    }
    return json.dumps(document, ensure_ascii=False)


def _plain(found: Route) -> str:
    mark = "!" if found.crisis else "=" if found.sure else "?"
    return "  ".join((mark, found.intent, found.flow, *found.options, *(f"({why})" for why in found.why)))


def understand(arguments: Namespace) -> int:
    """Accuracy, confusion and the worst pairs: leave-one-out over the examples, or over a file of labelled messages."""
    router = Router(load(find(arguments.dialogs, arguments.lang)))
    if arguments.file is None:
        print(say("report_folds", arguments.lang, folds=arguments.folds))
        results = list(cross_validated(router, arguments.folds))
    else:
        results = list(routed(router, _labelled(Path(arguments.file), arguments.lang)))
    _show(results, arguments.lang)
    return 0


def _labelled(path: Path, lang: str | None) -> list[Labelled]:
    """JSON lines: text, intent, and where there are any also, urgent."""
    found = []
    for number, line in enumerate(read(path, lang).decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
            found.append(
                Labelled(
                    text=str(document["text"]),
                    intent=str(document["intent"]),
                    also=tuple(map(str, document.get("also", ()))),
                    urgent=str(document.get("urgent", "")),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ProjectError(say("not_labelled", lang, path=path, line=number)) from None
    return found


def _show(results: list[Result], lang: str | None) -> None:
    for name, share in figures(results):
        print(f"{say(name, lang):<28}{share}")
    print(f"\n{say('report_topics', lang)}")
    for topic, right, count in by_topic(results):
        print(f"  {topic:<22}{right:>4} / {count}")
    print(f"\n{say('report_confused', lang)}")
    for (meant, taken), count in confusions(results)[:15]:
        print(f"  {count:>3}  {meant} → {taken}")
    wrong = sorted((r for r in results if not r.accepted), key=lambda r: -r.route.score)[:15]
    print(f"\n{say('report_worst', lang)}")
    for result in wrong:
        print(
            f"  {result.said.intent} → {result.route.intent}  {result.route.score:.2f}  {result.said.text[:60]}"
        )
