"""What an answer means: a button pressed, or words typed. Danger first, then the open question, then the rest."""

from __future__ import annotations

from bot.engine import commands, heard, moves
from bot.engine.draft import Draft
from bot.engine.events import Effect, Option, Say
from bot.engine.session import Answer
from bot.language.model import Command, Interrupt, Var
from bot.values import Reading, Refusal, normalise, read, show, unsure


def press(draft: Draft, pressed: str) -> None:
    """A button, by its id or its label."""
    draft.misses = 0
    choice = draft.here.choices.get(pressed)
    if choice is not None and (choice.when is None or choice.when.holds(draft.lookup)):
        draft.panel = ""
        draft.remember(("press", choice.id))
        moves.choose(draft, choice)
        _replay(draft)
        return
    if not _press_other(draft, pressed):
        _press_label(draft, pressed)


def _press_other(draft: Draft, pressed: str) -> bool:
    """The engine's own buttons, an interrupt's, a listed answer's, unknown."""
    first = pressed[:1]
    if first == "~" and pressed[1:] in draft.program.dialogs.flows:
        _open(draft, pressed[1:])
        return True
    if first == "@":
        return _press_command(draft, pressed[1:])
    if first == "!":
        found = next((i for i in draft.program.dialogs.interrupts if i.id == pressed[1:]), None)
        if found is None:
            return False
        follow(draft, found)
        return True
    ask = draft.here.step.ask
    if ask is None or (pressed == "?" and ask.unknown is None):
        return False
    if pressed == "?":
        answer_unknown(draft)
        return True
    if first == "=":
        return _press_listed(draft, ask.save_as, pressed[1:])
    return False


def _press_listed(draft: Draft, name: str, picked: str) -> bool:
    variable = draft.program.dialogs.variable(draft.top.flow, name)
    if variable is None:
        return False
    options = variable.spec.options
    if variable.spec.type == "yes_no" and picked in ("yes", "no"):
        answer_value(draft, variable, Reading(value=picked == "yes"))
        return True
    if not (picked.isascii() and picked.isdigit()) or len(picked) > 3 or int(picked) >= len(options):
        return False
    text = options[int(picked)]
    answer_value(draft, variable, Reading(value=(text,) if variable.spec.type == "many_of" else text))
    return True


def _press_command(draft: Draft, name: str) -> bool:
    if name.startswith("change:"):
        commands.change(draft, name[7:])
    elif name.startswith("case:"):
        commands.choose_case(draft, name[5:])
    elif name == "continue":
        _continue(draft)
    elif name == "news":
        commands.news(draft)
    elif name in Command.__members__.values():
        commands.obey(draft, Command(name))
    else:
        return False
    return True


def _continue(draft: Draft) -> None:
    """接着说: what was typed before it was chosen is the answer; else the open question once more."""
    kept, draft.kept, draft.panel = draft.kept, "", ""
    if kept:
        _answer(draft, kept, normalise(kept))
    else:
        draft.show()


def _press_label(draft: Draft, label: str) -> None:
    options = (*commands.panel_options(draft), *draft.open_options())
    wanted = normalise(label)
    for option in options:
        if normalise(option.words.default) == wanted and option.id != label:
            press(draft, option.id)
            return
    commands.old_button(draft)


def follow(draft: Draft, found: Interrupt) -> None:
    """Do what an interrupt says."""
    draft.misses = 0
    if found.command is not None:
        commands.obey(draft, found.command)
        return
    draft.panel = ""
    draft.remember(None)
    if found.to is not None:
        draft.trace.append(f"!{found.id}")
        moves.interrupt(draft, found.to)


# -- typed -----------------------------------------------------------------------------------------------------------
def first_words(draft: Draft, text: str) -> None:
    """The first message of a person never seen: danger and what they came for before any greeting."""
    clean = normalise(text)
    heard.note(draft, clean)
    found = draft.program.matcher.danger(clean)
    if found is not None:
        follow(draft, found)
        return
    flow = _flow(draft, clean)
    errand = draft.program.matcher.command(clean)
    if flow not in (None, "start"):
        _open(draft, flow)
    elif errand is not None and errand.to is not None:
        follow(draft, errand)
    elif not _picked_at_once(draft, clean, guessing=errand is None and flow is None):
        return
    if not draft.here.flow.crisis:
        draft.tell("draft_notice", draft.open_options())  # the greeting, which says it, was passed over


def _picked_at_once(draft: Draft, clean: str, *, guessing: bool) -> bool:
    """The greeting, unless the words pick one of its choices or clearly belong to a flow: then that is answered."""
    moves.run(draft)
    greeting = len(draft.effects)
    picked = _option(draft, clean, draft.open_options(), numbered=False)
    if not picked and (not guessing or not _guessed(draft, clean) or draft.panel):
        return False
    del draft.effects[:greeting]
    return True


def hear(draft: Draft, text: str, *, stale: bool) -> None:
    """Typed words at an open question. What they tell of later questions waits; nothing does where they were missed."""
    clean = normalise(text)
    before = {} if stale else draft.told
    draft.told = before
    heard.note(draft, clean)
    _hear(draft, text, clean, stale=stale)
    if draft.misses:
        draft.told = before


def _hear(draft: Draft, text: str, clean: str, *, stale: bool) -> None:
    matcher = draft.program.matcher
    danger = matcher.danger(clean)
    if danger is not None and _may_be_an_amount(draft, text, clean):
        follow(draft, danger)
        draft.tell("maybe_amount", draft.open_options())
    elif danger is not None and not (_is_quote(draft) and _among_other_words(danger, clean)):
        follow(draft, danger)
    elif not clean:
        draft.tell("empty", draft.open_options())
    elif _panel_answer(draft, clean):
        return
    elif stale:
        command = matcher.command(clean)
        if _option(draft, clean, draft.open_options(), numbered=False):
            return
        commands.offer_continue(draft, _kept(draft, text)) if command is None else follow(draft, command)
    else:
        _answer(draft, text, clean)
        if danger is not None:
            # someone else's words are kept, never obeyed; the number to call is said all the same
            draft.tell("quote_danger", draft.open_options())


def _kept(draft: Draft, text: str) -> str:
    """A text that surely answers the open question waits for 接着说; 在吗 at a question for a name does not."""
    variable = _asked(draft)
    if variable is None or variable.spec.type in ("text", "quote"):
        return ""
    return text if isinstance(read(variable.spec, text, now=draft.at), Reading) else ""


def _answer(draft: Draft, text: str, clean: str) -> None:
    if _option(draft, clean, draft.open_options(), numbered=draft.here.numbered):
        return
    command = draft.program.matcher.command(clean)
    if command is not None:
        follow(draft, command)
    else:
        draft.panel = ""  # what it offered was not picked: the open question below it counts again
        _free(draft, text, clean)


def _may_be_an_amount(draft: Draft, text: str, clean: str) -> bool:
    """110 or 120, nothing else, where a number is asked. 打110 is no number."""
    variable = _asked(draft)
    if variable is None or variable.spec.type not in ("int", "money") or not clean.isdigit():
        return False
    outcome = read(variable.spec, text, now=draft.at)
    return isinstance(outcome, Refusal) and outcome.reason == "number_to_call"


def _among_other_words(found: Interrupt, clean: str) -> bool:
    return all(normalise(word) != clean for word in found.also_said)


def _is_quote(draft: Draft) -> bool:
    variable = _asked(draft)
    return variable is not None and variable.spec.type == "quote"


def _asked(draft: Draft) -> Var | None:
    return draft.here.asked


def _panel_answer(draft: Draft, clean: str) -> bool:
    if not draft.panel:
        return False
    if _option(draft, clean, commands.panel_options(draft), numbered=True):
        return True
    passing = draft.panel == "stale" or draft.panel.startswith(
        commands.FLOWS
    )  # an offer: other words are heard anew
    if passing or draft.misses or draft.program.matcher.command(clean) is not None:
        return False
    draft.misses += (
        1  # a list is open: what is on it is asked for once more before the words mean anything else
    )
    draft.tell("miss_choice", commands.panel_options(draft))
    return True


def _option(draft: Draft, clean: str, options: tuple[Option, ...], *, numbered: bool) -> bool:
    synonyms = draft.here.synonyms
    names = [(o.words.default, *synonyms.get(o.id, ())) for o in options]
    lines = () if _is_quote(draft) else clean.split("\n")  # a line of somebody else's words picks nothing
    for line in dict.fromkeys((clean, *lines)):
        index = draft.program.matcher.option(line, names, numbered=numbered)
        if index is not None:
            press(draft, options[index].id)
            return True
    return False


def _free(draft: Draft, text: str, clean: str) -> None:
    variable = _asked(draft)
    ask = draft.here.step.ask
    if ask is not None and ask.unknown is not None and unsure(text):
        answer_unknown(draft)
        return
    outcome: Reading | Refusal | None = read(variable.spec, text, now=draft.at) if variable else None
    if variable is not None and not isinstance(outcome, Reading):
        outcome = heard.now(draft, variable, clean) or outcome  # among other things, it says what is asked
    if variable is not None and isinstance(outcome, Reading):
        answer_value(draft, variable, outcome)
        return
    flow = _flow(draft, clean)
    if flow == "start" and flow == draft.top.flow:
        moves.jump(draft, flow, draft.program.dialogs.flows[flow].start)
        moves.run(draft)
        return
    if flow in ("start", draft.top.flow):
        draft.show()  # 在吗, or the words of the very flow one is in: no miss, the open question once more
        return
    if flow is not None:
        _open(draft, flow)
        return
    reason = outcome.reason if isinstance(outcome, Refusal) else ""
    if reason in ("too_low", "too_high", "past", "future", "too_long", "private", "number_to_call"):
        commands.miss(draft, reason)
    elif not _guessed(draft, clean):
        commands.miss(draft)


def _guessed(draft: Draft, clean: str) -> bool:
    """Words that are no answer: ask about danger, go where they belong, or offer it. Never a silent guess."""
    found = draft.program.matcher.guess(clean)
    if isinstance(found, Interrupt):
        follow(draft, found)
        return True
    if found and found[0] == draft.top.flow:
        return False
    flows = tuple(flow for flow in found if flow in draft.program.dialogs.flows and flow != draft.top.flow)
    if not flows or (len(found) > 1 and draft.here.asked is not None):
        return False  # at a question a doubtful answer is asked for again, not led away
    free = draft.top.flow == "start" and draft.interrupted is None
    if len(found) == 1 and (free or draft.here.step.end):
        _open(draft, flows[0])
    else:
        commands.offer_flows(draft, flows, sure=len(found) == 1)
    return True


def _flow(draft: Draft, clean: str) -> str | None:
    for line in dict.fromkeys((clean, *clean.split("\n"))):
        flow = draft.program.matcher.flow(line)
        if flow is not None and flow in draft.program.dialogs.flows:
            return flow
    return None


def _open(draft: Draft, flow: str) -> None:
    """A text that is clearly about another flow: go there, and keep the open question to come back to."""
    draft.misses = 0
    draft.panel = ""
    draft.remember(None)
    draft.trace.append(f"~{flow}")
    start = draft.program.dialogs.flows[flow].start
    if draft.top.flow == "start" and draft.interrupted is None:
        moves.jump(draft, flow, start)
    else:
        moves.push(draft, flow, start)
    moves.run(draft)


# -- answers to the open question ------------------------------------------------------------------------------------
def answer_unknown(draft: Draft) -> None:
    """The button that leaves the variable unset, on purpose."""
    variable = _asked(draft)
    draft.panel = ""
    draft.misses = 0
    draft.remember(("press", "?"))
    draft.trace.append(f"{draft.top.place}>unknown")
    if variable is not None:
        draft.save(variable, None)
    moves.go_on(draft)
    _replay(draft)


def answer_value(draft: Draft, variable: Var, reading: Reading) -> None:
    """Save what was read, read it back where it matters, and go on."""
    draft.panel = ""
    draft.misses = 0
    draft.remember(("value", reading.value) if variable.keep else None)
    draft.trace.append(f"{draft.top.place}>answer")
    draft.save(variable, reading.value)
    if variable.spec.type in heard.READ_BACK or reading.assumed:
        heard.read_back(draft, variable, reading)
    moves.go_on(draft)
    _replay(draft)


def _replay(draft: Draft) -> None:
    """After a changed answer: reuse the later ones while the path is the same; what differs is asked again."""
    later, draft.replay = draft.replay, ()
    while later:
        past, later = later[0], later[1:]
        if (
            past.answer is None
            or not past.stack
            or past.stack[-1].place != draft.top.place
            or draft.here.step.end
        ):
            return
        kept = _spoken(draft.effects)
        if not _answer_again(draft, past.answer):
            return
        # only the step where the walk stops is said; what lies between was read before
        draft.effects[:] = [*kept, *draft.effects[-1:]]


def _spoken(effects: list[Effect]) -> list[Effect]:
    """What was read back stays said; the step that is answered at once is not shown."""
    return [e for e in effects if isinstance(e, Say) and e.parts[0].words.key.startswith("phrases.heard")]


def _answer_again(draft: Draft, answer: Answer) -> bool:
    kind, value = answer
    if kind == "press":
        choice = draft.here.choices.get(str(value))
        if choice is not None and (choice.when is None or choice.when.holds(draft.lookup)):
            draft.remember(answer)
            moves.choose(draft, choice)
            return True
        if value == "?" and draft.here.step.ask is not None and draft.here.step.ask.unknown is not None:
            answer_unknown(draft)
            return True
        return False
    variable = _asked(draft)
    if variable is None:
        return False
    text = show(variable.spec.type, value)
    outcome = read(variable.spec, text, now=draft.at)
    if isinstance(outcome, Refusal):
        return False
    draft.remember(answer)
    draft.save(variable, value)
    moves.go_on(draft)
    return True
