"""Amounts of money: 三万五, 1.8万, 三万五千块零五毛, ￥500 → int 分."""

import re
from decimal import Decimal

from bot.values.kinds import UNREADABLE, Reading, Refusal, Spec
from bot.values.numbers import RUN, has_range, parse, spoken_points

LIMIT = 10**14
"""10^12 元 in 分: from here on an amount is refused."""

_D = "[1-9一二两三四五六七八九]"
_CENTS = (
    f"(?:零?(?P<jiao>{_D})[毛角](?:零?(?P<jiao_fen>{_D})分?)?|零(?P<zero_fen>{_D})分?|(?P<fen>{_D})分"
    f"|(?P<short>{_D})(?![0-9十百千万亿个天次年月日号点人期位元块毛小分.]))"
)
_AMOUNT = re.compile(
    "(?P<before>第|周|星期|礼拜|初|之|几|数|好|牛|[a-z./:])?(?P<mark>¥|rmb|人民币|\\$)?\\s*(?P<minus>(?<![0-9])(?:-|负))?"
    f"(?P<run>{RUN})(?P<vague>[多来余几])?\\s*"
    f"(?:(?P<yuan>块|元|圆|rmb|人民币)(?P<vague_yuan>多)?{_CENTS}?(?P<money>钱)?"
    f"|(?P<unit>毛|角)(?:零?(?P<unit_fen>{_D})分?)?(?P<change>钱)?|(?P<only_fen>分)(?P<coin>钱)?)?"
)
_WORDS = (
    "我们|我|他们|他|她|大概|大约|约|差不多|可能|应该|好像|估计|也就|就|一共|总共|总计|合计|共|是|有|了|的|吧|啊|呀|呢|嘛|哦|嗯|呃|"
    "额|左右|上下|那个|已经|还欠|还有|还剩|还了|还|欠款|欠|借款|借|贷款|贷|剩下|剩|差|本金|金额|总额|利息|现在|目前|要我|让我|叫我|要|"
    "每个月|每月|月供|能|可以|最多|最少|至少|不到|不超过|超过|将近|接近|快|近|以上|以下|以内|出头|整|正|钱|给|逾期|催收|催|没还|平台|网贷|银行|"
    "[\\s,.。!?~…、:;()]"
)
_FILLER = re.compile(f"(?:{_WORDS})*+")
_AFTER = re.compile(f"$|{_WORDS}")
_ROUGH = re.compile(
    "大概|大约|约|差不多|左右|上下|估计|好像|可能|不到|超过|将近|接近|近|以上|以下|以内|出头|快"
)
_VAGUE_UNIT = re.compile(f"({RUN})[多来余](?=[百千万亿])")
_MAGNITUDE = re.compile("[百千万亿wk]")


def read_money(text: str, spec: Spec) -> Reading | Refusal:
    """Read one amount out of the folded `text`; two different ones are none."""
    text = spoken_points(text)
    plain = _VAGUE_UNIT.sub(lambda match: match[0] if match[1] == "十" else match[1], text)
    if has_range(plain):
        return UNREADABLE
    sure: list[re.Match[str]] = []
    maybe: list[re.Match[str]] = []
    for match in _AMOUNT.finditer(plain):
        _sort(match, plain, sure, maybe)
    found = sure or maybe
    amounts = {_fen(match) for match in found}
    if len(amounts) != 1 or (sure and maybe) or (not sure and not _alone(maybe[0], plain)):
        return UNREADABLE
    match, fen = found[0], amounts.pop()
    if fen is None:
        return UNREADABLE
    vague = match["vague"] or match["vague_yuan"] or plain != text or _ROUGH.search(plain)
    return _bounded(fen, spec, bool(vague))


def show_money(fen: int) -> str:
    """Return an amount in 分 as it is said: 23500元, 3万元, 123万4567元, 0.5元."""
    sign, fen = ("负", -fen) if fen < 0 else ("", fen)
    yuan, rest = divmod(fen, 100)
    cents = f".{rest:02d}".rstrip("0") if rest else ""
    parts = ""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        # Below a million the digits are as clear as words, unless the amount is round.
        if yuan >= unit and (yuan >= 10**6 or (yuan % unit == 0 and not rest)):
            count, yuan = divmod(yuan, unit)
            parts += f"{count}{name}"
    if parts and not yuan and not rest:
        return f"{sign}{parts}元"
    if parts and yuan < 1000:
        parts += "零"
    return f"{sign}{parts}{yuan}{cents}元"


def _sort(match: re.Match[str], text: str, sure: list[re.Match[str]], maybe: list[re.Match[str]]) -> None:
    """Put a numeral where it belongs: surely an amount, perhaps one, or (第三, 三天, 万一) none."""
    if match["before"] or (match["run"][0] in "百千万亿零〇" and len(match["run"]) > 1):
        return
    certain = (
        match["mark"] or match["yuan"] in {"元", "圆", "rmb", "人民币"} or match["money"] or match["change"]
    )
    if certain or match["coin"]:
        sure.append(match)
    elif _AFTER.match(text, match.end()):
        if match["only_fen"] and match["run"] == "十":
            return  # 十分 is a word for very
        named = match["yuan"] or match["unit"] or match["only_fen"] or _MAGNITUDE.search(match["run"])
        (sure if named else maybe).append(match)
    elif _MAGNITUDE.search(match["run"]) and text[match.end()] in "我你他她但可这那本利":
        sure.append(match)


def _alone(match: re.Match[str], text: str) -> bool:
    return bool(_FILLER.fullmatch(text, 0, match.start()) and _FILLER.fullmatch(text, match.end()))


def _fen(match: re.Match[str]) -> int | None:
    count = parse(match["run"])
    if count is None or (match["vague"] and count < 100 and not match["yuan"]):
        return None
    if match["vague"] and count <= 10:
        return None  # 十多块, 十几块: the guess would be off by half
    if match["only_fen"]:
        fen = count
    elif match["unit"]:
        fen = count * 10 + _digit(match["unit_fen"])
    else:
        fen = count * 100 + 10 * (_digit(match["jiao"]) + _digit(match["short"]))
        fen += _digit(match["jiao_fen"]) + _digit(match["zero_fen"]) + _digit(match["fen"])
    if fen != fen.to_integral_value():
        return None
    return -int(fen) if match["minus"] else int(fen)


def _digit(text: str | None) -> Decimal:
    return (parse(text) if text else None) or Decimal(0)


def _bounded(fen: int, spec: Spec, vague: bool) -> Reading | Refusal:
    if fen < max(0, spec.low or 0):
        return Refusal(reason="too_low")
    if fen >= LIMIT or (spec.high is not None and fen > spec.high):
        return Refusal(reason="too_high")
    return Reading(value=fen, assumed=(f"大约的数，按{show_money(fen)}算",) if vague else ())
