"""Chinese in traditional characters, by OpenCC: characters only, no idioms of Taiwan; terms stay those of the mainland.

`s2tw` is OpenCC's plain table (s2t) with the characters people in Taiwan and Hong Kong write today: 裡 麵 為 群 where
s2t has 裏 麪 爲 羣. The conversions with other words for things end in p (s2twp) and are not used: a 短信 stays one.

OpenCC decides by phrases, and some of ours are not among them. `EXCEPTIONS` was made by reading what it does to every
character with two faces in the dialogs: a phrase here comes before OpenCC.
"""

import re
from collections.abc import Callable
from types import MappingProxyType

CONVERSION = "s2tw"

EXCEPTIONS = MappingProxyType(
    {
        "裁并": "裁並", "挨骂": "挨罵",
        # 签: to sign is 簽; 籤 is a slip of paper
        "签": "簽", "标签": "標籤", "书签": "書籤", "抽签": "抽籤", "牙签": "牙籤",
        # 准: to allow is 准; 準 is exact, or to get ready. 不准 forbids, but not behind these verbs
        "不准": "不准", "说不准": "說不準", "拿不准": "拿不準", "算不准": "算不準", "看不准": "看不準",
        "记不准": "記不準", "吃不准": "吃不準", "不准确": "不準確", "不准时": "不準時", "不准备": "不準備",
        "准许": "准許", "准予": "准予", "批准": "批准", "核准": "核准", "获准": "獲准", "准入": "准入",
        # 复: an answer is 覆, whatever stands beside it
        "回复": "回覆", "答复": "答覆", "复核": "複核", "复查": "複查", "复印": "複印", "反复": "反覆",
        # 冲: money that is set off
        "冲本金": "沖本金", "冲抵": "沖抵", "冲账": "沖賬", "先冲": "先沖",
        "冲费用": "沖費用", "冲利息": "沖利息", "冲了哪": "沖了哪", "冲了什": "沖了什",
        # where it sees a hairnet, an empress and a mile in words it cuts wrongly: hair, empresses and miles are rare
        "发": "發", "头发": "頭髮", "毛发": "毛髮", "理发": "理髮", "发型": "髮型",
        "后": "後", "皇后": "皇后", "太后": "太后", "王后": "王后",
        "里": "裡", "公里": "公里", "英里": "英里", "里程": "里程", "千里": "千里", "万里": "萬里", "邻里": "鄰里",
        "只等": "只等", "别只": "別只", "松": "鬆", "松树": "松樹", "上限系": "上限係", "干系": "干係",
    }
)  # fmt: skip


def converter() -> Callable[[str], str]:
    """What turns a text into traditional characters. SystemExit, with what to do, where OpenCC is not installed."""
    try:
        from opencc import OpenCC
    except ImportError:
        raise SystemExit("opencc is not installed: `make po` installs what it needs") from None
    convert = OpenCC(CONVERSION).convert
    longest = sorted(EXCEPTIONS, key=len, reverse=True)
    ours = re.compile(f"({'|'.join(longest)})")

    def traditional(text: str) -> str:
        parts = ours.split(text)  # every second one is a phrase of ours
        return "".join(EXCEPTIONS[part] if index % 2 else convert(part) for index, part in enumerate(parts))

    return traditional
