"""The engine's own words: 返回, 改, 重来, 帮助, 继续, 依据, and what is offered when nothing fits."""

from __future__ import annotations

from dataclasses import replace

from bot.engine import moves
from bot.engine.draft import Draft
from bot.engine.events import Option, Part, Say
from bot.engine.program import law_part
from bot.engine.session import Frame, Kind, Past
from bot.language.model import Command, LawRef, Words
from bot.values import Value

MOST_CASES = 7  # lenders one can switch between; with 新的一家 and 回到刚才 that fills a phone
MOST_KEPT = 300  # characters of an answer that waits for 接着说
MOST_CHANGES = 6  # answers that 改 lists, newest first
FLOWS = "flows:"  # the panel that asks which flow is meant holds their ids
DAY = range(9, 18)  # hours in which 12348 is sure to be staffed; the phrase says so


def obey(draft: Draft, command: Command) -> None:
    """Carry out one of the engine's own words."""
    draft.trace.append(f"@{command}")
    match command:
        case Command.BACK:
            back(draft)
        case Command.CHANGE:
            list_answers(draft)
        case Command.RESTART:
            restart(draft)
        case Command.HELP:
            draft.tell("help", draft.open_options())
        case Command.RESUME:
            resume(draft)
        case Command.LAW:
            cite(draft)
        case Command.CASE:
            list_cases(draft)


def back(draft: Draft) -> None:
    """One answer back, and what it set is as before."""
    while draft.history and not draft.history[-1].stack:
        draft.history = draft.history[:-1]  # a line of the store that cannot be read
    if not draft.history:
        draft.tell("back_none")
        draft.show()
        return
    past = draft.history[-1]
    _restore(draft, past)
    draft.history = draft.history[:-1]
    draft.tell("back_done")
    moves.run(draft)


def _restore(draft: Draft, past: Past) -> None:
    language = draft.person.get("person.language")
    draft.stack, draft.person, draft.cases, draft.case = past.stack, past.person, past.cases, past.case
    draft.panel, draft.replay, draft.misses = "", (), 0
    if language is not None and draft.person.get("person.language") != language:
        draft.person = {**draft.person, "person.language": language}  # the tongue is no answer to take back


def list_answers(draft: Draft) -> None:
    """Offer the answers given so far; choosing one opens its question again."""
    options = change_options(draft)
    if not options:
        draft.tell("change_none")
        draft.show()
        return
    draft.panel = "change"
    draft.tell("change_pick", (*options, draft.command_option(Command.RESUME)))


def change_options(draft: Draft) -> tuple[Option, ...]:
    """One option for each answer that can be changed: @change:<index in history>:<flow.node>, newest first."""
    found: list[Option] = []
    for index in range(len(draft.history) - 1, -1, -1):
        option = _change_option(draft, index, draft.history[index])
        if option is not None and all(option.words != o.words or option.value != o.value for o in found):
            found.append(option)
    return tuple(found[:MOST_CHANGES])


def _change_option(draft: Draft, index: int, past: Past) -> Option | None:
    if not past.stack or past.answer is None:
        return None
    top = past.stack[-1]
    if not draft.program.stands(top.flow, top.node):
        return None
    here = draft.program.prepared[top.flow, top.node]
    id_ = f"@change:{index}:{past.stack[-1].place}"
    kind, value = past.answer
    if kind == "press":
        choice = here.choices.get(str(value))
        if choice is not None:
            return Option(id=id_, words=choice.text)
    if here.step.ask is None:
        return None
    variable = draft.program.dialogs.variable(past.stack[-1].flow, here.step.ask.save_as)
    if variable is None:
        return None
    label = variable.label or here.step.ask.text
    if kind == "press":
        return Option(id=id_, words=label)
    return Option(id=id_, words=label, value=(variable.spec.type, value))


def change(draft: Draft, picked: str) -> None:
    """Open the question of one earlier answer again; later answers are kept for reuse.

    `picked` is <index>:<flow.node>. A list of answers stays on a phone's screen long after it is true: where the
    place is another by now, the open question is shown instead.
    """
    number, _, place = picked.partition(":")
    index = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else len(draft.history)
    if index >= len(draft.history) or [f.place for f in draft.history[index].stack[-1:]] != [place]:
        old_button(draft)
        return
    past, later = draft.history[index], draft.history[index + 1 :]
    _restore(draft, past)
    draft.history = draft.history[:index]
    draft.replay = later
    draft.tell("changed_again")
    draft.show()


def list_cases(draft: Draft) -> None:
    """Offer the lenders talked about so far, and a new one."""
    draft.panel = "case"
    draft.tell("case_pick", panel_options(draft))


def _case_options(draft: Draft) -> list[Option]:
    found = []
    phrase = draft.program.phrase
    for index, values in enumerate(draft.cases):
        name = next((values[v.name] for v in draft.program.dialogs.case[:1] if v.name in values), None)
        words = phrase("case_unnamed" if name is None else "case_one")
        found.append(Option(id=f"@case:{index}", words=words, value=None if name is None else ("text", name)))
    if len(draft.cases) < MOST_CASES:
        found.append(Option(id="@case:new", words=draft.program.phrase("case_new")))
    return found


def choose_case(draft: Draft, picked: str) -> None:
    """Talk about this lender from now on, and go through the open flow again for it."""
    draft.panel = ""
    if picked == str(draft.case):
        draft.tell("case_now")
        draft.show()
        return
    if picked == "new" and len(draft.cases) < MOST_CASES:
        draft.remember(None)
        draft.cases = (*draft.cases, {})
        draft.case = len(draft.cases) - 1
    elif picked.isascii() and picked.isdigit() and int(picked[:3]) < len(draft.cases):
        draft.remember(None)
        draft.case = int(picked[:3])
    else:
        old_button(draft)
        return
    draft.told = {}  # it was told of the other lender
    draft.tell("case_now")
    # from the first question of this flow: what was made sure of for one lender holds for no other
    while draft.top.kind is Kind.CALL:
        draft.stack = draft.stack[:-1]
    top = draft.top
    draft.stand(Frame(top.flow, draft.here.flow.start, {}, top.kind, top.then, top.take))
    moves.run(draft)


def restart(draft: Draft) -> None:
    """Begin anew. The language stays; everything answered in this conversation goes."""
    language = draft.person.get("person.language")
    draft.person = {} if language is None else {"person.language": language}
    draft.cases, draft.case = ({},), 0
    draft.history, draft.replay, draft.panel, draft.told = (), (), "", {}
    draft.stack = (Frame("start", draft.program.dialogs.flows["start"].start, {}),)
    moves.run(draft)


def resume(draft: Draft) -> None:
    """Back to exactly the question that was open before an interrupt."""
    index = draft.interrupted
    if draft.panel or index is None:
        draft.tell("resumed" if draft.panel else "resume_none")
        draft.panel = ""
        draft.show()
        return
    moves.come_back(draft, index)


def cite(draft: Draft) -> None:
    """The full cards of the statements the open step rests on."""
    flow, _, node = draft.cited.partition(".")
    step = draft.here.step if draft.here.step.law else draft.program.dialogs.step(flow, node)
    if step is None or not step.law:
        draft.tell("law_none", draft.open_options())
        return
    statements = draft.program.dialogs.statements
    ids = dict.fromkeys(
        i for ref in step.law if ref.id in statements for i in (ref.id, *statements[ref.id].shown_with)
    )
    shown = [i for i in ids if i in statements and not statements[i].withhold]
    cards = [
        Part(
            kind="card",
            words=law_part(
                draft.program.dialogs, LawRef(id=i, mirror=None, mark=step.mark), brief=False
            ).words,
            sources=(i,),
        )
        for i in shown
    ]
    parts = (Part(kind="phrase", words=draft.program.phrase("law_more")), *cards)
    draft.effects.append(
        Say(place=step.place, parts=parts, options=draft.open_options(), numbered=draft.numbered)
    )


def offer_continue(draft: Draft, text: str = "") -> None:
    """Coming back after hours, or /start in the middle: go on, or has something happened? What was typed is kept."""
    draft.panel = "stale"
    draft.kept = text if len(text) <= MOST_KEPT else ""
    draft.tell("stale", panel_options(draft))


def offer_flows(draft: Draft, flows: tuple[str, ...], *, sure: bool) -> None:
    """A text that seems to be about something else: is it this, or which of these? The open question stays open."""
    draft.misses = 0
    draft.panel = f"{FLOWS}{' '.join(flows)}"
    draft.tell("other_flow" if sure else "which_flow", panel_options(draft))


def panel_options(draft: Draft) -> tuple[Option, ...]:
    """What the panel over the open question offers."""
    phrase = draft.program.phrase
    if draft.panel == "stale":
        return (
            Option(id="@continue", words=phrase("option_continue")),
            Option(id="@news", words=phrase("option_news")),
            *draft.program.buttons,
        )
    if draft.panel == "change":
        return (*change_options(draft), draft.command_option(Command.RESUME))
    if draft.panel == "case":
        return (*_case_options(draft), draft.command_option(Command.RESUME))
    if draft.panel.startswith(FLOWS):
        flows = (draft.program.dialogs.flows.get(name) for name in draft.panel[len(FLOWS) :].split())
        offered = tuple(Option(id=f"~{flow.id}", words=flow.title) for flow in flows if flow is not None)
        return (*offered, draft.command_option(Command.RESUME), *draft.program.buttons)
    return ()


def news(draft: Draft) -> None:
    """Something new happened: from the first question, with what is known about the person and the case kept."""
    draft.remember(None)
    draft.stack = (Frame("start", draft.program.dialogs.flows["start"].start, {}),)
    draft.panel = ""
    moves.run(draft)


def old_button(draft: Draft) -> None:
    """A button of an earlier step: kindly the open question instead."""
    draft.tell("old_button")
    draft.show()


def miss(draft: Draft, phrase: Words | str | None = None) -> None:
    """Nothing fitted: first the question's own help, then the choices in other words, then a way out."""
    draft.misses += 1
    ask = draft.here.step.ask
    if (phrase == "too_low" and "low" not in _bounds(draft)) or (
        phrase == "too_high" and "high" not in _bounds(draft)
    ):
        phrase = (
            None  # less than nothing, more money than there is: no bound to name, so the question's own help
        )
    options = draft.open_options()
    if draft.misses == 1 or phrase == "number_to_call":
        draft.trace.append(f"{draft.top.place}>retry")
        words: Words | str = phrase or (
            ask.retry if ask and ask.retry else "miss_value" if ask else "miss_choice"
        )
        say_words = draft.program.phrase(words) if isinstance(words, str) else words
        draft.effects.append(draft.own(say_words, options, _bounds(draft)))
    elif draft.misses == 2 and options:
        draft.tell("miss_more", _in_other_words(draft, options))
    else:
        phrase_id = "miss_help_day" if draft.at.hour in DAY else "miss_help"
        extra = [draft.command_option(Command.RESTART)] if not draft.here.step.end else []
        draft.tell(phrase_id, (*options, *extra, *_menu(draft)))


def _in_other_words(draft: Draft, options: tuple[Option, ...]) -> tuple[Option, ...]:
    synonyms = draft.here.synonyms
    return tuple(replace(o, also_said=synonyms[o.id]) if o.id in synonyms else o for o in options)


def _bounds(draft: Draft) -> dict[str, tuple[str, Value]]:
    """What too_low and too_high may name: the bounds of the open question."""
    ask = draft.here.step.ask
    variable = draft.program.dialogs.variable(draft.top.flow, ask.save_as) if ask is not None else None
    if variable is None:
        return {}
    spec = variable.spec
    return {
        name: (spec.type, bound)
        for name, bound in (("low", spec.low), ("high", spec.high))
        if bound is not None
    }


def _menu(draft: Draft) -> tuple[Option, ...]:
    menu = next((i for i in draft.program.dialogs.interrupts if i.id == "menu"), None)
    return (Option(id="!menu", words=draft.program.phrase("option_menu")),) if menu else ()
