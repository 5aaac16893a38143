"""Programs get one line for each line, whatever they send."""

import json

import pytest

from bot.channels import jsonlines
from bot.ports import Attachment, Button, Cited, Message


@pytest.mark.parametrize(
    "line",
    [
        "",
        "\n",
        "nonsense",
        "[]",
        "1",
        "null",
        '"x"',
        "{}",
        '{"user": "u1"}',
        '{"say": "x"}',
        '{"user": "", "say": "x"}',
        '{"user": 1, "say": "x"}',
        '{"user": "u1", "say": 1}',
        '{"user": "u1", "say": null}',
        '{"user": "u1", "say": "a", "press": "b"}',
        '{"user": "u1", "say": "a", "id": {}}',
        '{"user": "u1", "say": "a", "id": true}',
        '{"user": "u1", "say": "a", "id": ""}',
        '{"user": "\\ud800", "say": "x"}',
        "[" * 100_000,
        '{"user": "u1", "say": "x"',
        "9" * 5000,
    ],
)
def test_what_is_none_of_ours_is_refused_in_words(line: str) -> None:
    with pytest.raises(jsonlines.RefusedError) as fault:
        jsonlines.read(line)
    assert len(str(fault.value)) > 5


def test_lone_surrogates_become_something_a_database_takes() -> None:
    request = jsonlines.read('{"user": "u1", "say": "a\\ud83d b \\ud83d\\ude00"}')
    assert request.text == "a? b 😀"
    request.text.encode()


def test_ids_may_be_numbers() -> None:
    assert jsonlines.read('{"user": "u1", "wait": "2h", "id": 7}').id == "7"


def test_a_reply_is_one_line_with_all_its_parts() -> None:
    message = Message(
        kind="say",
        text="一\n二",
        buttons=(Button(id="a", label="甲"),),
        sources=(Cited(id="x", citation="《法》"),),
    )
    line = jsonlines.reply("u1", "f.n", ["f.n"], {"people": 3, "acts": ("堵门",)}, [message])
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert json.loads(line) == {
        "user": "u1",
        "at": "f.n",
        "stack": ["f.n"],
        "vars": {"people": 3, "acts": ["堵门"]},
        "replies": [
            {
                "text": "一\n二",
                "choices": [{"id": "a", "label": "甲"}],
                "sources": [{"id": "x", "citation": "《法》"}],
            }
        ],
    }


def test_a_file_goes_along_as_base64_and_only_where_there_is_one() -> None:
    """Programs that know nothing of files meet no new key."""
    told = Message(kind="say", text="好")
    letter = Message(
        kind="letter",
        text="信",
        attachments=(Attachment(name="信.docx", media="a/b", content=b"PK\x00\xff"),),
    )
    first, second = json.loads(jsonlines.reply("u1", "start.start", (), {}, (told, letter)))["replies"]
    assert "files" not in first
    assert second["files"] == [{"name": "信.docx", "media": "a/b", "base64": "UEsA/w=="}]
