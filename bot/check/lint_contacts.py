"""D604 to D606: who a borrower may be sent to, and what nobody may promise; in every text they can read.

In every text: the dialogs, the register behind 依据, and what a translator wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from bot.check.exam import Exam, Rule
from bot.check.lint_translations import contexts
from bot.check.spoken import all_words, bare, said_plainly, wordings
from bot.language.marks import Diagnostic, Mark
from bot.language.model import Dialogs

# What an intermediary calls himself, and how he asks to be reached.
INTERMEDIARIES = (
    "微信号", "微信群", "扫码加", "扫二维码加", "加好友", "加微信", "加威信", "加我微信", "加V", "加v",
    "微信：", "微信:", "关注公众号", "搜公众号", "加公众号", "公众号：", "公众号:",
    "VX", "vx", "V信", "QQ号", "加QQ", "QQ群", "QQ：", "扣扣", "私聊", "加老师",
    "债务优化", "代理维权", "债务重组公司", "法务公司", "反催收", "小七信查", "扫码进群", "进群",
)  # fmt: skip
PROMISES = (
    "保证", "一定能", "一定会", "一定可以", "肯定能", "肯定会", "包过", "包成", "百分百", "100%", "绝对不会", "绝对能",
    "不会起诉", "不会被起诉", "不会坐牢", "不会上征信", "雷声大雨点小", "不用还了", "不用还钱", "可以不还",
    "都是假的", "都是吓人的",
)  # fmt: skip
NEVER = tuple(word for word in PROMISES if word not in ("保证", "可以不还"))  # false whatever it rests on
PROMISE_IDIOMS = ("保证人", "保证金", "一定会听", "保证书", "保证合同", "保证责任", "保证期")
ENGLISH_PROMISES = (
    "we guarantee", "guaranteed to", "we promise", "you will not be sued", "you won't be sued", "cannot be sued",
    "need not repay", "don't have to repay", "do not have to repay", "will certainly", "100%",
)  # fmt: skip
ENGLISH_STRANGERS = (
    "add me on wechat",
    "add our wechat",
    "my wechat",
    "wechat id",
    "whatsapp",
    "telegram group",
    "qq group",
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)")
_HOTLINE = re.compile(
    r"(?<![\d.,，:：年*])(?:1[12]\d|12\d{3}|9[56]\d{3,4})"
    r"(?![\d.%％元块万千百人天年月日号次个分条页]|[:：]\d)"
)
_ACCOUNT = re.compile(
    r"(?:微信|微　信|weixin|wechat|wx|vx|[vV]信|QQ|qq|扣扣)\s*(?:号|ID|id)?\s*[：:是]?\s*[A-Za-z0-9_-]{5,}"
)
# A link is taken for one with or without http: what an app makes blue can be tapped.
_LINK = re.compile(
    r"https?://[!-(*-~]+|(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]+\.)+"
    r"(?:com|cn|net|org|info|vip|top|xyz|cc|me|ltd|shop|site|app)(?![A-Za-z0-9-])[!-(*-~]*",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"(?:https?://)?(?:[\w-]+\.)*gov\.cn(?![\w.-])", re.IGNORECASE)

Text = tuple[str, Mark, str]  # its address, where it stands, what is read
Hit = Callable[[str], str | None]  # a text -> what should not stand in it


def strangers(exam: Exam) -> Iterator[Diagnostic]:
    """D604: contact details, or the trade names, of intermediaries; a link that is no office's."""
    known = _register_links(exam.dialogs)

    def contact(text: str) -> str | None:
        private = _MOBILE.search(text) or _ACCOUNT.search(text)
        if private:
            return private.group()
        links = (m.group() for m in _LINK.finditer(bare(text)))
        return next((one for one in links if not _OFFICIAL.match(one) and _host(one) not in known), None)

    def name(text: str) -> str | None:
        return _english(ENGLISH_STRANGERS, text) or next(said_plainly(INTERMEDIARIES, bare(text)), None)

    # the register warns of them by name: there only what can be called or tapped counts
    yield from _each(exam, "D604", contact, own=name)


def unknown_numbers(exam: Exam) -> Iterator[Diagnostic]:
    """D605: a number to call that no hot-* statement of the register holds."""
    known = _register_numbers(exam.dialogs)

    def hit(text: str) -> str | None:
        numbers = (m.group() for pattern in (_LANDLINE, _HOTLINE) for m in pattern.finditer(bare(text)))
        return next((n for n in numbers if n.replace("-", "").replace(" ", "") not in known), None)

    yield from _each(exam, "D605", hit, name="number")


def promises(exam: Exam) -> Iterator[Diagnostic]:
    """D606: an outcome promised that nobody can promise."""

    def hit(text: str) -> str | None:
        return next(said_plainly(NEVER, bare(text)), None)

    def own(text: str) -> str | None:
        return _english(ENGLISH_PROMISES, text) or next(
            said_plainly(PROMISES, bare(text), but=PROMISE_IDIOMS), None
        )

    # in the register 保证 is a surety, and heirs may be free of a debt: it speaks of law, where a talk would promise
    yield from _each(exam, "D606", hit, own=own)


def _each(
    exam: Exam, code: str, hit: Hit, *, own: Hit | None = None, name: str = "word"
) -> Iterator[Diagnostic]:
    """One finding for each text: `hit` is asked of everything, `own` of all but the register's sentences."""
    reported: set[str] = set()
    for where, mark, text in (*_read(exam.dialogs), *_translations(exam)):
        if where in reported:
            continue
        word = hit(text) or (own(text) if own and not where.startswith("law.") else None)
        if word:
            reported.add(where)
            values = {"where": where, name: word}
            yield Diagnostic(code=code, mark=mark, values=values)


def _read(dialogs: Dialogs) -> Iterator[Text]:
    for words in all_words(dialogs):
        yield from ((words.key, words.mark, text) for text in wordings(words))
    for one in dialogs.statements.values():
        if not one.withhold:
            yield from ((f"law.{one.id}", one.mark, text) for text in (one.short, one.full, one.caveat))


def _translations(exam: Exam) -> Iterator[Text]:
    for lang, catalogue in exam.catalogues.items():
        for words, context, source in contexts(exam.dialogs):
            entry = catalogue.get(context)
            if entry is not None and entry.source == source:
                yield f"{context} ({lang})", words.mark, entry.text


def _english(words: tuple[str, ...], text: str) -> str | None:
    small = text.casefold()
    for word in words:
        at = small.find(word)
        if at >= 0 and not re.search(
            r"\b(?:no|not|never|nobody|don't|cannot|can't|won't)\b[^.!?]{0,24}$", small[:at]
        ):
            return word
    return None


def _register_links(dialogs: Dialogs) -> frozenset[str]:
    """Sites that a statement of the register names in its own sentence, as it names a number to call."""
    offices = (s for s in dialogs.statements.values() if s.id.startswith("hot-") and not s.withhold)
    return frozenset(_host(m.group()) for s in offices for m in _LINK.finditer(s.full))


def _host(link: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|^www\.|[/?#:].*$", "", link.casefold()).rstrip(".,;!")


def _register_numbers(dialogs: Dialogs) -> frozenset[str]:
    known: set[str] = set()
    for statement in dialogs.statements.values():
        if statement.id.startswith("hot-") and not statement.withhold:
            for text in (statement.id, statement.full, statement.short):
                known.update(re.findall(r"\d{3,}", text.replace("-", "")))
                known.update(re.findall(r"\d{3,}", text))
    return frozenset(known)


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {"D604": strangers, "D605": unknown_numbers, "D606": promises}
