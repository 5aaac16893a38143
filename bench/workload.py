"""The conversation everybody is measured on: 12 steps, 3 variables, 12 messages from each person.

The first message opens the chat, each of the next eleven answers the step shown before it, and the twelfth reply
repeats the three answers, so that a row whose state was lost or mixed up is noticed. Used by our own rows and, in
another environment, by every peer: nothing but the standard library here.
"""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question. A step with choices is pressed; one with `saves` takes typed words into that variable."""

    id: str
    text: str
    choices: tuple[str, ...] = ()
    saves: str = ""


STEPS = (
    Step(
        id="s1",
        text="门可以不开，也可以不出声。他们现在在做什么？",
        choices=("敲门、按门铃", "隔着门说话", "打电话"),
    ),
    Step(id="s2", text="门外大概几个人？", saves="people"),
    Step(id="s3", text="他们出示证件了吗？", choices=("出示了", "没有出示")),
    Step(id="s4", text="他们说是哪家公司的？", saves="company"),
    Step(id="s5", text="有没有欠款的合同或者明细？", choices=("有合同", "有明细", "什么都没有")),
    Step(id="s6", text="他们说一共欠多少？", saves="amount"),
    Step(id="s7", text="他们要您当场付钱吗？", choices=("要现金", "要转账", "没有提")),
    Step(id="s8", text="他们要您签字吗？", choices=("要", "没有")),
    Step(id="s9", text="现在可以记录，手机放在安静的地方。", choices=("已经在录了", "先不录")),
    Step(id="s10", text="家里还有别人吗？", choices=("有老人", "有孩子", "只有我")),
    Step(id="s11", text="他们走了吗？", choices=("走了", "还在")),
    Step(id="s12", text="记下了：{company}，{people} 人，{amount} 元。原件请收好。"),
)
MESSAGES = len(STEPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person does at one step: presses choice number `pressed`, or types `text`."""

    text: str
    pressed: int | None = None
    saves: str = ""


def answer(person: int, number: int) -> Answer:
    """The answer that message `number` (1..11) gives to step `number`; message 0 opens the chat."""
    step = STEPS[number - 1]
    if step.saves:
        return Answer(text=typed(person)[step.saves], saves=step.saves)
    pressed = (person + number) % len(step.choices)
    return Answer(text=step.choices[pressed], pressed=pressed)


def typed(person: int) -> dict[str, str]:
    """The three answers of one person; no two people give the same three."""
    return {"people": str(1 + person % 9), "company": f"第{person}号催收公司", "amount": str(1000 + person)}


def right(person: int, number: int, reply: str) -> bool:
    """Whether `reply` is what message `number` of this person leads to."""
    step = STEPS[number]
    if number < MESSAGES - 1:
        return step.text in reply
    return all(value in reply for value in typed(person).values())
