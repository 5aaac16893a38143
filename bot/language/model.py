"""The printed form of the dialogs: frozen, no behaviour but derived properties, every part with its Mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.language.guards import Expression, Guard
from bot.language.marks import Fix, Mark
from bot.language.taught import Teaching
from bot.values import Spec, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text a person reads, in the source language, with its address in the catalogues."""

    key: str  # catalogue context: flow.node.field, flow.node.choice_id, phrases.id, law.id
    default: str  # lines are separated by \n; variables are written ${name}, ${case.company}
    by_person: tuple[tuple[str, str], ...] = ()  # (本人, text), ...: wording by who is chatting
    names: tuple[str, ...] = ()  # variables used in any of the wordings, in order of appearance
    blanks: tuple[str, ...] = ()  # those of them that may be unset: ${name|＿＿}, in a letter only
    mark: Mark

    def text_for(self, who: str | None) -> str:
        """The wording for one kind of person; the default where there is none of its own."""
        for name, text in self.by_person:
            if name == who:
                return text
        return self.default


class Scope(StrEnum):
    """Where a variable lives: in one visit to a flow, with the person, or with one lender's case."""

    FLOW = "flow"
    PERSON = "person"
    CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Var:
    """A declared variable. `name` as written in texts and conditions: people, person.who, case.company."""

    name: str
    scope: Scope
    spec: Spec
    label: Words | None = None  # what 改 calls it; the question stands in where there is none
    default: str | None = None  # person.yaml only: what counts until it is known
    heard: tuple[str, ...] = ()  # words beside which a message tells it before it is asked
    keep: bool = True  # False: forgotten when the turn is over, and in no history
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an edge leads; flow and node are always filled after compile."""

    flow: str
    node: str
    mark: Mark

    @property
    def place(self) -> str:
        """flow.node"""
        return f"{self.flow}.{self.node}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button, and the words that stand for it."""

    id: str  # ASCII, stable; derived from the text (c + 6 hex) where the file gives none
    text: Words
    to: Target
    also_said: tuple[str, ...] = ()
    when: Guard | None = None
    renamed_from: tuple[str, ...] = ()
    written_id: bool = True  # False: the short form without an id, which `check --fix` writes
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question with a typed answer. Options of one_of, many_of and yes_no become buttons."""

    text: Words
    save_as: str  # name of a declared Var
    retry: Words | None = None
    unknown: Words | None = None  # the button that leaves the variable unset, on purpose
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A sub-flow: entered with arguments, comes back to `then` of the caller."""

    target: Target
    arguments: tuple[
        tuple[str, Expression], ...
    ] = ()  # (variable of the sub-flow, value or variable of ours)
    take: tuple[tuple[str, str], ...] = ()  # (our variable, variable of the sub-flow), copied on return
    then: Target
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing an action reads or gives back."""

    name: str
    type: str  # of values
    zh: str
    en: str
    required: bool = True  # of what is read: without it the action cannot be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One way an action can end; a flow says for each where it goes on."""

    name: str  # in Chinese: it is read aloud
    en: str
    sets: tuple[str, ...] = ()  # what it gives back then; whatever else was to be taken is unset


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """What an action written in Python declares: all that a flow has to know of it."""

    name: str
    zh: str
    en: str
    reads: tuple[Item, ...] = ()
    writes: tuple[Item, ...] = ()
    outcomes: tuple[Outcome, ...]
    most_said: int = 0  # how many signs its answer may say

    def outcome(self, name: str) -> Outcome | None:
        """The outcome of this name."""
        return next((outcome for outcome in self.outcomes if outcome.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an action answers: an outcome, values by name, ids of what it wants said (signs), what to draw."""

    outcome: str
    values: Mapping[str, Value] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    drawn: tuple[int, ...] = ()  # instalments in 分 that whoever asked also gets as a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Do:
    """An action at a step: what it is handed, and what is taken from its answer."""

    action: ActionSpec
    arguments: tuple[tuple[str, Expression], ...] = ()  # (what it reads, our variable or a value)
    take: tuple[tuple[str, str], ...] = ()  # (our variable, what it gives back)
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """One branch: the first whose condition holds is taken; the last has none. Exactly one of to, use is set.

    Behind an action a branch has no condition but the outcome it is for.
    """

    condition: Guard | None = None
    outcome: str = ""
    to: Target | None = None
    use: Use | None = None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRef:
    """A statement shown at a step; `mirror` repeats its short sentence so that a reader of the file sees it."""

    id: str
    mirror: str | None
    mark: Mark
    cure: Fix | None = None  # writes the register's sentence beside the id, where it is missing or differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One node of a flow, in the order in which it is shown: say, law, aloud, phone, send, letter, ask, choices."""

    flow: str
    id: str
    say: Words | None = None
    law: tuple[LawRef, ...] = ()
    aloud: Words | None = None
    phone: Words | None = None
    send: Words | None = None
    letter: Words | None = None  # the statements of the step stand below it, not behind say
    ask: Ask | None = None
    do: Do | None = None  # an action; such a step says nothing itself
    choices: tuple[Choice, ...] = ()
    go: tuple[Go, ...] = ()
    end: bool = False
    forget: bool = False  # everything known about this person is erased when the step is entered
    danger: bool = False  # own key, or the flow's
    note: str = ""
    renamed_from: tuple[str, ...] = ()
    mark: Mark

    @property
    def place(self) -> str:
        """flow.node"""
        return f"{self.flow}.{self.id}"

    @property
    def waits(self) -> bool:
        """Whether the conversation stops here for an answer (no `go` carries it on by itself)."""
        return self.ask is not None or bool(self.choices) or (not self.go and not self.end)


class Status(StrEnum):
    """How far a person has reviewed a flow."""

    DRAFT = "draft"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who signed what; the hash binds the signature to the words."""

    status: Status = Status.DRAFT
    by: str = ""
    on: str = ""  # YYYY-MM-DD
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One file, one flow."""

    id: str
    title: Words
    topic: str = ""
    also_said: tuple[str, ...] = ()
    review: Review = field(default_factory=Review)
    variables: tuple[Var, ...] = ()
    always: tuple[Choice, ...] = ()
    steps: Mapping[str, Step]  # in file order; the first is the start
    crisis: bool = False  # entered from elsewhere, it keeps the place one was at (回到刚才)
    danger: bool = False  # every step is a step of danger
    menu: bool = False  # offered in the menu and to a text nobody understood
    note: str = ""
    renamed_from: tuple[str, ...] = ()
    mark: Mark

    @property
    def start(self) -> str:
        """The first step in the file."""
        return next(iter(self.steps))


class Command(StrEnum):
    """What an interrupt may do instead of leading to a step; the engine knows these words."""

    BACK = "back"  # 返回
    CHANGE = "change"  # 改
    RESTART = "restart"  # 重来
    HELP = "help"  # 帮助
    RESUME = "resume"  # 回到刚才, 继续
    LAW = "law"  # 依据
    CASE = "case"  # 换一家


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupt:
    """Words that work from every step. Exactly one of to, command is set."""

    id: str
    button: Words | None = None  # shown on every step
    also_said: tuple[str, ...] = ()  # the whole message, normalised
    contains: tuple[str, ...] = ()  # anywhere in the message
    unless: tuple[str, ...] = ()  # idioms that void a match of `contains`
    to: Target | None = None
    command: Command | None = None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a statement stands."""

    name: str
    article: str = ""
    issuer: str = ""
    effective: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of law, as the register holds it."""

    id: str
    topic: str
    short: str
    full: str
    source: Source
    force: str  # 法律 司法解释 行政法规 部门规章 监管规定 地方性法规 国家标准（推荐） 行业自律 官方提示 案例 推导
    verified: str  # text | secondary | memory
    as_of: str  # YYYY-MM-DD
    review_by: str  # YYYY-MM-DD
    danger_ok: bool = False
    shown_with: tuple[str, ...] = ()
    card_only: bool = False
    withhold: bool = False
    caveat: str = ""
    review: Review = field(default_factory=Review)
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a pasted message may show, and what that does and does not prove (dialogs/signs.yaml)."""

    id: str
    kind: str  # 危险 官方 要钱 催促: the gravest decides the outcome
    contains: tuple[str, ...] = ()  # any of these words; 法院+案号 wants both
    unless: tuple[str, ...] = ()  # idioms that void a match in the same sentence
    shape: tuple[str, ...] = ()  # link, card_number, phone_number: what no list of words can say
    say: Words
    law: tuple[LawRef, ...] = ()
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogs:
    """Everything that was loaded, resolved and ready to run."""

    flows: Mapping[str, Flow]
    interrupts: tuple[Interrupt, ...]
    phrases: Mapping[str, Words]  # the bot's own sentences, dialogs/phrases.yaml
    statements: Mapping[str, Statement]
    person: tuple[Var, ...]
    case: tuple[Var, ...]
    signs: tuple[Sign, ...] = ()  # the gravest first, as in the file
    teaching: Teaching = field(default_factory=Teaching)
    revision: str  # hash over all that a conversation depends on
    actions: frozenset[str] = (
        frozenset()
    )  # what its flows `do`, by name: known before any flow is taken out of a cache

    def step(self, flow: str, node: str) -> Step | None:
        """The step, or None."""
        found = self.flows.get(flow)
        return found.steps.get(node) if found else None

    def variable(self, flow: str, name: str) -> Var | None:
        """The declaration behind a name as written in a step of `flow`."""
        if name.startswith("person."):
            pool: tuple[Var, ...] = self.person
        elif name.startswith("case."):
            pool = self.case
        else:
            found = self.flows.get(flow)
            pool = found.variables if found else ()
        return next((v for v in pool if v.name == name), None)
