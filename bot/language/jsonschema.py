"""The keys as a JSON Schema with Chinese descriptions: an editor completes them and shows mistakes while one types.

Draft 7, which yaml-language-server (VS Code, Neovim, …) reads best. `python -m scripts.schema` writes
dialogs/.schema.json; a file may name it in its first line: # yaml-language-server: $schema=.schema.json
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.language.clerk import ID, LAW_ID, LONGEST_ID
from bot.language.schema import FLAGS, RESERVED_NAMES, TABLES, Key
from bot.language.sentences import PHRASES
from bot.language.variables import HEARD

Schema = dict[str, Any]

# A flow has a topic too; only a file of examples says what was said.
_FIRST: Mapping[str, tuple[list[str], ...]] = {
    "person": (["person"], ["case"]),
    "topic": (["topic", "said"],),
}

_TARGET = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$"
_VARIABLE = r"^((person|case)\.)?[a-z][a-z0-9_]*$"
_SHORT = r"\S.*->\s*[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?\s*$"
_DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_RANGE = r"^[^.]+\.\.[^.]+$"
# A number or a yes that stands alone is no text to an editor, though it is to the program.
_TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}


def schema() -> Schema:
    """One schema for every file of dialogs/: which one it is, its first key says."""
    files = (
        "flow",
        "person",
        "interrupts",
        "phrases",
        "signs",
        "law",
        "topic",
        "classes",
        "spelling",
        "alarm",
    )
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "门链的对话文件",
        "description": "由程序里的表生成（python -m scripts.schema），不要手改。",
        "type": "object",
        "allOf": [
            {"if": {"required": first}, "then": {"$ref": f"#/definitions/{name}"}}
            for name in files
            for first in _FIRST.get(name, ([name],))
        ],
        "anyOf": [{"required": first} for name in files for first in _FIRST.get(name, ([name],))],
        "definitions": _definitions(),
    }


def text() -> str:
    """The schema as it is committed."""
    return json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _definitions() -> Mapping[str, Schema]:
    found: dict[str, Schema] = {
        "text": _TEXT,
        "lines": {"anyOf": [_ref("text"), {"type": "array", "items": _ref("text"), "minItems": 1}]},
        "words": {
            "anyOf": [
                _ref("lines"),
                {"type": "object", "minProperties": 1, "additionalProperties": _ref("lines")},
            ]
        },
        "id": {"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": LONGEST_ID},
        "own_id": {"allOf": [_ref("id"), {"not": {"enum": sorted(RESERVED_NAMES)}}]},
        "target": {"type": "string", "pattern": _TARGET},
        "choice_short": {"type": "string", "pattern": _SHORT, "description": "文字 -> 目标"},
    }
    for name, keys in TABLES.items():
        found[name] = _table(name, keys)
    return found


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _table(name: str, keys: tuple[Key, ...]) -> Schema:
    found: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _key(name, key) for key in keys},
    }
    required = [key.name for key in keys if key.required]
    if required:
        found["required"] = required
    return {**found, **_TOGETHER.get(name, {})}


def _key(table: str, key: Key) -> Schema:
    if table == key.name == "flow":
        return {"description": f"{key.zh}\n{key.en}", "allOf": [_ref("own_id")]}
    shape = _word if key.shape == "word" else _SHAPES[key.shape]
    return {"description": f"{key.zh}\n{key.en}", "allOf": [shape(table, key)]}


def _word(_table: str, key: Key) -> Schema:
    return {"enum": list(key.words)}


def _list(items: Schema, *, single: bool = False) -> Schema:
    array = {"type": "array", "items": items, "minItems": 1}
    return {"anyOf": [array, items]} if single else array


def _named(value: Schema, pattern: str = f"^{ID.pattern}$") -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": pattern},
        "additionalProperties": value,
        "minProperties": 1,
    }


def _law(_table: str, _key: Key) -> Schema:
    pattern = f"^{LAW_ID.pattern}$"
    mirrored = {**_named(_ref("text"), pattern), "maxProperties": 1}
    return _list({"anyOf": [{"type": "string", "pattern": pattern}, mirrored]}, single=True)


def _go(_table: str, _key: Key) -> Schema:
    branch = {"anyOf": [_ref("target"), _ref("go")]}
    return _list(branch, single=True)


def _vars(table: str, _key: Key) -> Schema:
    types = next(key.words for key in TABLES["var"] if key.name == "type")
    unlisted = [name for name in types if name not in ("one_of", "many_of")]
    found = _named({"anyOf": [_ref("var"), {"enum": unlisted}]})
    if table == "flow":
        found["propertyNames"] = _ref("own_id")
    return {"anyOf": [found, {"type": "null"}]}


def _phrases(_table: str, _key: Key) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _ref("words") for name in PHRASES},
    }


def _nodes(_table: str, _key: Key) -> Schema:
    names = {"allOf": [{"pattern": f"^{ID.pattern}$"}, {"not": {"enum": ["always", "vars", "title"]}}]}
    return {
        "type": "object",
        "propertyNames": names,
        "additionalProperties": _ref("node"),
        "minProperties": 1,
    }


def _choices(_table: str, _key: Key) -> Schema:
    return _list({"anyOf": [_ref("choice"), _ref("choice_short")]})


def _simple(found: Schema) -> Callable[[str, Key], Schema]:
    return lambda _table, _key: found


_SHAPES: Mapping[str, Callable[[str, Key], Schema]] = {
    "words": _simple(_ref("words")),
    "line": _simple(_ref("text")),
    "texts": _simple(_list(_ref("text"), single=True)),
    "name": _simple(_ref("id")),
    "names": _simple(_list({"type": "string", "pattern": f"^{ID.pattern}$"}, single=True)),
    "law_id": _simple({"type": "string", "pattern": f"^{LAW_ID.pattern}$"}),
    "law_ids": _simple(_list({"type": "string", "pattern": f"^{LAW_ID.pattern}$"}, single=True)),
    "action": _simple({"type": "string", "pattern": f"^{ID.pattern}$"}),
    "outcome": _simple(_ref("text")),
    "words_of": lambda _table, key: _list({"enum": list(key.words)}, single=True),
    "signs": _simple(_list(_ref("sign"))),
    "flag": _simple({"enum": [*FLAGS, True, False]}),
    "date": _simple({"type": "string", "pattern": _DAY}),
    "now": _simple({"enum": ["now"]}),
    "range": _simple({"type": "string", "pattern": _RANGE}),
    "condition": _simple({"type": "string", "pattern": r"\S"}),
    "target": _simple(_ref("target")),
    "variable": _simple({"type": "string", "pattern": _VARIABLE}),
    "arguments": _simple(_named(_ref("text"))),
    "takes": _simple(_named({"type": "string", "pattern": _VARIABLE}, _VARIABLE)),
    "review": _simple(_ref("review")),
    "source": _simple(_ref("source")),
    "interrupts": _simple(_list(_ref("interrupt"))),
    "statements": _simple(_list(_ref("statement"))),
    "voids": _simple(_list(_ref("void"))),
    "said_of": _simple(_named(_list(_ref("text"), single=True))),
    "classes": _simple(_named(_list(_ref("text"), single=True))),
    "pairs": _simple(_named(_ref("text"), r"\S")),
    "vars": _vars,
    "law": _law,
    "go": _go,
    "nodes": _nodes,
    "choices": _choices,
    "phrases": _phrases,
}


def _only(key: str, *types: str) -> Schema:
    """A key that goes with variables of these types only."""
    return {"if": {"required": [key]}, "then": {"properties": {"type": {"enum": list(types)}}}}


_NEEDS_OPTIONS: Schema = {
    "required": ["options"],
    "properties": {"options": {"type": "array", "minItems": 2}},
}
# A step with `do` says nothing, and its branches are outcomes; no other step's are.
_DOES: Schema = {
    "properties": {
        **dict.fromkeys(
            ("say", "law", "aloud", "phone", "send", "letter", "ask", "choices", "end", "forget"), False
        ),
        "go": {
            "type": "array",
            "items": {"type": "object", "required": ["on", "to"], "properties": {"if": False}},
        },
    }
}
_PLAIN_GO: Schema = {"properties": {"on": False}, "items": {"properties": {"on": False}}}
_TOGETHER: Mapping[str, Schema] = {
    "node": {
        "dependencies": {
            "ask": ["save_as"],
            "save_as": ["ask"],
            "retry": ["ask"],
            "unknown": ["ask"],
            "with": ["do"],
            "take": ["do"],
            "do": ["go"],
        },
        "allOf": [
            {"if": {"required": ["go", "choices"]}, "then": {"required": ["ask"]}},
            {"if": {"required": ["do"]}, "then": _DOES, "else": {"properties": {"go": _PLAIN_GO}}},
        ],
    },
    "go": {
        "oneOf": [{"required": ["to"]}, {"required": ["use", "then"]}],
        "dependencies": {"with": ["use"], "then": ["use"], "take": ["use"], "on": ["to"]},
    },
    "sign": {"anyOf": [{"required": ["contains"]}, {"required": ["shape"]}]},
    "interrupt": {
        "oneOf": [{"required": ["to"]}, {"required": ["command"]}],
        "dependencies": {"unless": ["contains"]},
    },
    "var": {
        "allOf": [
            {"if": {"properties": {"type": {"enum": ["one_of", "many_of"]}}}, "then": _NEEDS_OPTIONS},
            _only("between", "int", "money"),
            _only("unit", "int"),
            _only("after", "date", "datetime"),
            _only("before", "date", "datetime"),
            _only("heard", *HEARD),
        ]
    },
}
