"""Telephone numbers of the mainland, kept as digits: mobile, landline, 400, 95xxx."""

import re

from bot.values.kinds import UNREADABLE, Reading, Refusal

_SPOKEN = str.maketrans("零〇一二三四五六七八九", "00123456789")
_SPOKEN_RUN = re.compile("[零〇一二三四五六七八九0-9]{5,}")
_RUN = re.compile("(?<![0-9a-z])(?:\\+?86[ -]?|0086[ -]?)?[(]?[0-9][0-9 ()*\\-]{3,26}[0-9](?![0-9])")
_KIND = re.compile(
    "(?P<mobile>1[3-9][0-9]{9})|(?P<landline>0(?:10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7})|(?P<local>[2-8][0-9]{6,7})"
    "|(?P<service>95[0-9]{3,6}|96[0-9]{3,6}|[48]00[0-9]{7}|12[0-9]{3}|100[0-9]{2}|1010[0-9]{4}|106[0-9]{5,17})"
)
_EXTENSION = re.compile("\\s*(?:转|分机|ext\\.?|#)\\s*[0-9]{1,6}")
_OUR_CODE = re.compile("^(?:86|0086)(?=1[3-9][0-9]{9}$|0?[1-9][0-9]{8,10}$)")


def read_phone(text: str) -> Reading | Refusal:
    """Read the one telephone number in the folded `text`, as digits."""
    text = _SPOKEN_RUN.sub(lambda match: match[0].translate(_SPOKEN), text)
    assumed = ("分机号没有记下",) if _EXTENSION.search(text) else ()
    text = _EXTENSION.sub(" ", text)
    found = {number for match in _RUN.finditer(text) if (number := _number(match[0]))}
    if len(found) != 1:
        return UNREADABLE
    return Reading(value=found.pop(), assumed=assumed)


def _number(run: str) -> str | None:
    digits = re.sub("[^0-9]", "", run)
    for number in (digits, _OUR_CODE.sub("", digits)):
        # 18 digits are an identity card, 16 to 19 a bank card: neither is taken for a number to call.
        if _KIND.fullmatch(number):
            return number
    return None
