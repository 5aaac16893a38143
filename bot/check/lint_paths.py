"""D3: paths. Whether every step is reached, can be left, and knows what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.check.exam import Exam, Rule, found
from bot.check.graph import Edge, closure, loops, offered
from bot.check.spoken import labels, plain, spoken
from bot.language.guards import Guard
from bot.language.marks import Diagnostic, Mark
from bot.language.model import Choice, Flow, Step, Use

DEEPEST = 3  # sub-flows within sub-flows


def unreachable_steps(exam: Exam) -> Iterator[Diagnostic]:
    """D301: a step nobody reaches."""
    reached = exam.graph.reached()
    for flow in exam.dialogs.flows.values():
        if not exam.graph.from_outside(flow):
            continue  # D314 says so once for the whole flow
        for step in flow.steps.values():
            if step.place not in reached:
                yield found("D301", step.mark, node=step.place)


def dead_ends(exam: Exam) -> Iterator[Diagnostic]:
    """D302: a step from which nothing leads on."""
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            if step.end or step.go:
                continue
            if step.ask or not offered(flow, step):
                yield found("D302", step.mark, node=step.place)


def endless_loops(exam: Exam) -> Iterator[Diagnostic]:
    """D303: steps that lead only to each other; one report for each such ring."""
    stuck = _stuck(exam)
    rings = loops(stuck, lambda p: (e.target for e in exam.graph.out[p] if e.target in stuck))
    for ring in rings:
        inside = set(ring)
        if any(e.target not in inside for p in ring for e in exam.graph.out[p] if e.target in stuck):
            continue  # it leads into another ring, which is reported itself
        if not any(p in exam.graph.uses for p in _upstream(exam, inside, stuck)):
            first = min(ring, key=lambda p: exam.graph.steps[p].mark)
            yield found("D303", exam.graph.steps[first].mark, node=first, count=len(ring))


def unset_variables_shown(exam: Exam) -> Iterator[Diagnostic]:
    """D304: a text shows a variable that some path has not set."""
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            texts = [*(part.words for part in spoken(step)), *labels(step)]
            texts += [choice.text for choice in flow.always] if step.waits else []
            told: set[str] = set()
            for words in texts:
                for name in words.names:
                    if name in words.blanks:
                        continue
                    if name not in told and exam.knowledge.may_be_unset(flow.id, step.place, name):
                        told.add(name)
                        yield found("D304", words.mark, node=step.place, name=name)


def unknown_unhandled(exam: Exam) -> Iterator[Diagnostic]:
    """D305: a comparison with a variable that may be unset decides, and no branch asks whether it is unknown."""
    for place, branches in exam.knowledge.branches.items():
        if branches.unheard:
            go = exam.graph.steps[place].go[branches.unheard_at]
            yield found("D305", _at(go.condition, go.mark), node=place, name=branches.unheard)


def without_last_resort(exam: Exam) -> Iterator[Diagnostic]:
    """D306: a list of conditions whose last entry has one too."""
    for step in exam.graph.steps.values():
        if step.go and step.go[-1].condition is not None:
            yield found("D306", step.go[-1].mark, node=step.place)


def impossible_branches(exam: Exam) -> Iterator[Diagnostic]:
    """D307: a condition that can never hold here, or whose every case an earlier one takes."""
    for step in exam.graph.steps.values():
        flow = exam.dialogs.flows[step.flow]
        possible = exam.knowledge.branches.get(step.place)
        if step.do:
            continue  # its branches are outcomes: whether each is there, reading proves
        for number, go in enumerate(step.go):
            early = next((g for g in step.go[:number] if g.condition is None), None)
            if early or (possible and go.condition and possible.envs[number] is None):
                yield found(
                    "D307", _at(go.condition, go.mark), node=step.place, condition=_text(go.condition)
                )
        for choice in step.choices:
            if choice.when and not exam.knowledge.possible(flow.id, step.place, choice.when):
                yield found(
                    "D307", _at(choice.when, choice.mark), node=step.place, condition=_text(choice.when)
                )


def empty_ranges(exam: Exam) -> Iterator[Diagnostic]:
    """D308: a range no value lies in."""
    flows = exam.dialogs.flows.values()
    for variable in (*(v for f in flows for v in f.variables), *exam.dialogs.person, *exam.dialogs.case):
        spec = variable.spec
        if spec.low is not None and spec.high is not None and spec.low > spec.high:
            yield found("D308", variable.mark, name=variable.name, low=spec.low, high=spec.high)


def lost_sub_flows(exam: Exam) -> Iterator[Diagnostic]:
    """D309: a sub-flow from whose entry no end can be reached never comes back."""
    for entry, uses in exam.graph.uses.items():
        if entry in exam.graph.ending or _leads_to_dead_end(exam, entry):
            continue
        # A sub-flow that only waits for another one: the other is reported.
        if any(e.kind == "use" and e.target not in exam.graph.ending for e in _inner(exam, entry)):
            continue
        for use in uses:
            yield found("D309", use.mark, target=entry)


def recursion(exam: Exam) -> Iterator[Diagnostic]:
    """D310: sub-flows that use each other in a ring, or deeper than three."""
    calls: dict[str, dict[str, Use]] = {}
    for entry in {*exam.graph.uses, *exam.graph.doors}:
        inside = closure([entry], lambda p: (e.target for e in exam.graph.out.get(p, ()) if e.kind != "use"))
        steps = [exam.graph.steps[p] for p in inside if p in exam.graph.steps]
        calls[entry] = {go.use.target.place: go.use for s in steps for go in s.go if go.use}
    rings = loops(calls, lambda entry: calls.get(entry, {}))
    inside_rings = {entry for ring in rings for entry in ring}
    for ring in rings:
        use = calls[ring[0]][next(e for e in calls[ring[0]] if e in ring)]
        yield found("D310", use.mark, target=use.target.place, depth="∞")
    depths: dict[str, int] = {}
    for entry, used in calls.items():
        for target, use in used.items():
            if entry in exam.graph.doors and not {entry, target} & inside_rings:
                depth = _depth(target, calls, depths, inside_rings)
                if depth > DEEPEST:
                    yield found("D310", use.mark, target=target, depth=depth)


def same_words(exam: Exam) -> Iterator[Diagnostic]:
    """D311: two choices of one step that catch the same words; which one is taken would be chance."""
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            caught: dict[str, tuple[str, Choice | None]] = {}
            for text, mark, choice in _catching(exam, flow, step):
                key = plain(text)
                other = caught.setdefault(key, (text, choice))
                if other[1] is not choice and not _apart(exam, step, choice, other[1]):
                    yield found("D311", mark, node=step.place, text=text, other=other[0])


def silent_loops(exam: Exam) -> Iterator[Diagnostic]:
    """D312: `go` from step to step round and round, without ever waiting for an answer."""
    for ring in loops(exam.graph.silent, lambda p: (e.target for e in exam.graph.silent.get(p, ()))):
        first = min(ring, key=lambda p: exam.graph.steps[p].mark)
        yield found("D312", exam.graph.steps[first].mark, node=first, path=" → ".join((*ring, ring[0])))


def after_the_end(exam: Exam) -> Iterator[Diagnostic]:
    """D313: a step that ends the flow and yet leads on."""
    for step in exam.graph.steps.values():
        if step.end and (step.go or step.choices or step.ask):
            yield found("D313", step.mark, node=step.place)


def unopened_flows(exam: Exam) -> Iterator[Diagnostic]:
    """D314: a flow nobody opens: no edge, no button, no words."""
    for flow in exam.dialogs.flows.values():
        if not exam.graph.from_outside(flow):
            yield found("D314", flow.mark, flow=flow.id)


def hidden_choices(exam: Exam) -> Iterator[Diagnostic]:
    """D315: every choice of a step has a condition, and all may fail at once: nothing would be left to press."""
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            guards = [c.when for c in offered(flow, step)]
            if not guards or step.ask or step.go or any(g is None for g in guards):
                continue
            branches = exam.knowledge.choices(flow.id, step.place, tuple(g for g in guards if g))
            if branches and branches.leftover:
                yield found("D315", step.mark, node=step.place)


def actions_unfed(exam: Exam) -> Iterator[Diagnostic]:
    """D316: an action needs a value that some path has not set."""
    for step in exam.graph.steps.values():
        if step.do is None:
            continue
        needed = {item.name for item in step.do.action.reads if item.required}
        for theirs, expression in step.do.arguments:
            for name in expression.names:
                if theirs in needed and exam.knowledge.may_be_unset(step.flow, step.place, name):
                    action = step.do.action.name
                    yield found("D316", step.do.mark, node=step.place, name=name, action=action)


def _stuck(exam: Exam) -> tuple[str, ...]:
    """Places from which no end, and no dead end either (that has its own rule), can be reached."""
    blind = {f.mark: f for f in dead_ends(exam)}
    before: dict[str, list[str]] = {}
    for place, edges in exam.graph.out.items():
        for edge in edges:
            before.setdefault(edge.target, []).append(place)
    roots = [p for p, s in exam.graph.steps.items() if s.mark in blind]
    excused = closure(roots, lambda p: before.get(p, ()))
    return tuple(p for p in exam.graph.steps if p not in exam.graph.ending and p not in excused)


def _upstream(exam: Exam, ring: set[str], stuck: tuple[str, ...]) -> frozenset[str]:
    """The ring and everything stuck that leads into it, sub-flow calls apart."""
    before: dict[str, list[str]] = {}
    for place in stuck:
        for edge in exam.graph.out[place]:
            if edge.kind not in ("use", "then"):
                before.setdefault(edge.target, []).append(place)
    return closure(ring, lambda p: before.get(p, ()))


def _leads_to_dead_end(exam: Exam, entry: str) -> bool:
    blind = {f.mark for f in dead_ends(exam)}
    return any(exam.graph.steps[e].mark in blind for e in _inside(exam, entry))


def _inside(exam: Exam, entry: str) -> frozenset[str]:
    return closure([entry], lambda p: (e.target for e in exam.graph.out.get(p, ()) if e.kind != "use"))


def _inner(exam: Exam, entry: str) -> Iterator[Edge]:
    for place in _inside(exam, entry):
        yield from exam.graph.out.get(place, ())


def _depth(entry: str, calls: Mapping[str, Mapping[str, Use]], known: dict[str, int], rings: set[str]) -> int:
    """How many sub-flows are open at most once this one is entered. The call graph has no ring here."""
    if entry not in known:
        below = (_depth(t, calls, known, rings) for t in calls.get(entry, {}) if t not in rings)
        known[entry] = 1 + max(below, default=0)
    return known[entry]


def _catching(exam: Exam, flow: Flow, step: Step) -> Iterator[tuple[str, Mark, Choice | None]]:
    """What each button of a step catches; None stands for the answers of its question, which are one variable."""
    if step.ask:
        variable = exam.dialogs.variable(step.flow, step.ask.save_as)
        for option in variable.spec.options if variable else ():
            yield option, step.ask.mark, None
        if step.ask.unknown:
            yield step.ask.unknown.default, step.ask.unknown.mark, None
    for choice in offered(flow, step):
        yield choice.text.default, choice.text.mark, choice
        for text in choice.also_said:
            yield text, choice.mark, choice


def _apart(exam: Exam, step: Step, one: Choice | None, other: Choice | None) -> bool:
    """Whether two choices are never offered together."""
    if not (one and other and one.when and other.when):
        return False
    return not exam.knowledge.possible(step.flow, step.place, one.when, other.when)


def _at(guard: Guard | None, mark: Mark) -> Mark:
    return guard.mark if guard else mark


def _text(guard: Guard | None) -> str:
    return guard.text if guard else "（其余情况）"


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D301": unreachable_steps, "D302": dead_ends, "D303": endless_loops, "D304": unset_variables_shown,
        "D305": unknown_unhandled, "D306": without_last_resort, "D307": impossible_branches, "D308": empty_ranges,
        "D309": lost_sub_flows, "D310": recursion, "D311": same_words, "D312": silent_loops,
        "D313": after_the_end, "D314": unopened_flows, "D315": hidden_choices, "D316": actions_unfed,
    }  # fmt: skip
