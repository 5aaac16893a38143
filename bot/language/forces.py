"""Who has to keep to a statement, by its force: the card a borrower opens says it, and `menlian law` too."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# simplified, traditional, English
BINDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "法律": ("管所有人", "管所有人", "binds everybody"),
        "司法解释": ("法院判案照它来", "法院判案照它來", "courts decide by it"),
        "行政法规": ("管所有人", "管所有人", "binds everybody"),
        "部门规章": (
            "管这个部门监管的机构和人",
            "管這個部門監管的機構和人",
            "binds whom that department supervises",
        ),
        "监管规定": (
            "管受监管的机构，和替它们催收的公司",
            "管受監管的機構，和替它們催收的公司",
            "binds supervised lenders, and those who collect for them",
        ),
        "地方性法规": ("管当地的人和机构", "管當地的人和機構", "binds people and institutions of that place"),
        "国家标准（推荐）": (
            "推荐用，谁声明采用谁照做",
            "推薦用，誰聲明採用誰照做",
            "recommended: binds whoever declares to use it",
        ),
        "行业自律": (
            "只管会员机构，和替会员催收的公司",
            "只管會員機構，和替會員催收的公司",
            "binds members only, and those who collect for them",
        ),
        "官方提示": ("只是提醒，不约束谁", "只是提醒，不約束誰", "a notice: binds nobody"),
        "案例": ("只管那一个案子，别的案子参考", "只管那一個案子，別的案子參考", "binds that one case only"),
        "推导": ("从别的条文推出来的", "從別的條文推出來的", "derived from other statements"),
    }
)
EVERYBODY = frozenset(("法律", "行政法规"))


def binds(force: str, lang: str | None) -> str:
    """Who is bound by a statement of this force, in words; "" for a force nobody knows."""
    simplified, traditional, english = BINDS.get(force, ("", "", ""))
    return english if lang == "en" else traditional if lang == "zh-Hant" else simplified
