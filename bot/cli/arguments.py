"""What can be typed after `menlian`. argparse alone: every other parser costs more than the chat's own start."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NoReturn

from bot.cli.words import say

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
PROFILES = ("plain", "telegram", "wechat")

# argparse speaks English; these are all the sentences it makes of a wrong command line
_PATTERNS = (
    (r"unrecognized arguments: (.*)", "不认识：{0}"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", "{0} 不能是 {1}；可以是 {2}"),
    (r"argument (.*): expected one argument", "{0} 后面要跟一个值"),
    (r"argument (.*): expected at least one argument", "{0} 后面至少要跟一个值"),
    (r"argument (.*): not allowed with argument (.*)", "{0} 不能和 {1} 一起用"),
    (r"argument (.*): ignored explicit argument (.*)", "{0} 后面不跟值（{1}）"),
    (r"ambiguous option: (.*) could match (.*)", "{0} 不清楚：是 {1} 里的哪一个"),
    (r"the following arguments are required: (.*)", "还缺：{0}"),
    (r"argument (.*?): (.*)", "{0}：{1}"),
)


class _UsageError(Exception):
    """The command line was not understood."""


class _Parser(argparse.ArgumentParser):
    lang = "zh"

    def __init__(self, **rest: Any) -> None:
        lang = self.lang
        super().__init__(add_help=False, allow_abbrev=False, **rest)
        # argparse's own group titles and -h are English, and there is no other way to set them
        self._positionals.title = say("positionals", lang)
        self._optionals.title = say("options", lang)
        self.add_argument("-h", "--help", action="help", help=say("help", lang))

    def error(self, message: str) -> NoReturn:
        raise _UsageError(message, self.format_usage())

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", say("usage", self.lang), 1)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", say("usage", self.lang), 1)


class _EnglishParser(_Parser):
    lang = "en"


def parse(argv: list[str]) -> argparse.Namespace | int:
    """The arguments, or the exit code where there is nothing to run (help was shown, or it was not understood)."""
    lang = "en" if "--lang=en" in argv or ("--lang", "en") in pairwise(argv) else "zh"
    try:
        arguments = _parser(lang).parse_args(argv)
    except _UsageError as fault:
        message, usage = fault.args
        print(f"{usage}menlian: {message if lang == 'en' else _chinese(message)}", file=sys.stderr)
        return 2
    except SystemExit:  # -h: argparse has printed it
        return 0
    if arguments.verb is None:
        _parser(lang).print_help(sys.stderr)
        return 2
    return arguments


def _chinese(message: str) -> str:
    for pattern, chinese in _PATTERNS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return chinese.format(*found.groups())
    return message


def _parser(lang: str) -> argparse.ArgumentParser:
    def words(name: str) -> str:
        return say(name, lang)

    kind = _EnglishParser if lang == "en" else _Parser
    parser = kind(prog="menlian", description=words("about"))
    verbs = parser.add_subparsers(dest="verb", metavar=words("verb"), title=words("verbs"), parser_class=kind)

    def verb(name: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=words(name), description=words(name))
        made.add_argument("--lang", choices=LANGUAGES, help=words("--lang"))
        return made

    def dialogs(made: argparse.ArgumentParser) -> None:
        made.add_argument("--dialogs", metavar="DIR", help=words("--dialogs"))

    chat = verb("chat")
    dialogs(chat)
    chat.add_argument("--db", metavar="FILE", help=words("--db"))
    chat.add_argument("--user", metavar="U", default="u1", help=words("--user"))
    chat.add_argument("--now", metavar="ISO", type=_moment, help=words("--now"))
    chat.add_argument("--profile", choices=PROFILES, default="plain", help=words("--profile"))
    chat.add_argument("--json", action="store_true", help=words("--json"))
    chat.add_argument("--save", metavar="FILE", help=words("--save"))

    check = verb("check")
    check.add_argument("dir", nargs="?", metavar="DIR", help=words("--dialogs"))
    check.add_argument("--format", choices=("text", "json", "github"), default="text", help=words("--format"))
    check.add_argument("--fix", action="store_true", help=words("--fix"))
    check.add_argument("--watch", action="store_true", help=words("--watch"))
    check.add_argument("--release", action="store_true", help=words("--release"))
    check.add_argument("--today", metavar="YYYY-MM-DD", type=_day, help=words("--today"))
    check.add_argument("--against", metavar="DB|DIR|REV", help=words("--against"))

    test = verb("test")
    test.add_argument("path", nargs="*", metavar="PATH", help=words("PATH"))
    dialogs(test)
    test.add_argument("--update", action="store_true", help=words("--update"))
    test.add_argument("--generate", action="store_true", help=words("--generate"))
    test.add_argument("--no-coverage", action="store_true", help=words("--no-coverage"))
    test.add_argument("-v", "--verbose", action="store_true", help=words("-v"))

    _understanding(verb, dialogs, words)
    _law(verb, dialogs, words)
    for name in ("graph", "new"):
        made = verb(name)
        made.add_argument("flow", metavar="FLOW", help=words("FLOW"))
        dialogs(made)

    dialogs(verb("serve"))
    verb("health")
    verb("version")
    return parser


def _understanding(
    verb: Callable[[str], argparse.ArgumentParser],
    dialogs: Callable[[argparse.ArgumentParser], None],
    words: Callable[[str], str],
) -> None:
    """The verbs that show what typed words are taken for."""
    route = verb("route")
    route.add_argument("text", nargs="*", metavar="TEXT", help=words("TEXT"))
    dialogs(route)
    route.add_argument("--json", action="store_true", help=words("route --json"))

    understand = verb("understand")
    understand.add_argument("what", choices=("report",), metavar="report", help=words("report"))
    understand.add_argument("file", nargs="?", metavar="FILE", help=words("understand FILE"))
    dialogs(understand)
    understand.add_argument("--folds", type=int, metavar="N", default=5, help=words("--folds"))


def _law(
    verb: Callable[[str], argparse.ArgumentParser],
    dialogs: Callable[[argparse.ArgumentParser], None],
    words: Callable[[str], str],
) -> None:
    """The register, for whoever answers for it."""
    law = verb("law")
    law.add_argument("what", nargs="*", metavar="ID", help=words("law what"))
    dialogs(law)
    law.add_argument("--today", metavar="YYYY-MM-DD", type=_day, help=words("--today"))
    law.add_argument("--within", metavar="DAYS", type=_days, default=30, help=words("--within"))
    law.add_argument("--since", metavar="REV", help=words("--since"))
    law.add_argument("--json", action="store_true", help=words("law --json"))


def _days(text: str) -> int:
    number = text.removesuffix("d").removesuffix("天").strip()
    if not (number.isascii() and number.isdigit()) or len(number) > 5:
        raise argparse.ArgumentTypeError(f"{text!r}: 30, 30d")
    return int(number)


def _moment(text: str) -> datetime:
    from bot.values.moments import moment

    found = moment(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r}: 2026-11-23T20:10")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: 2026-11-23") from None
