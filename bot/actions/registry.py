"""Every action there is, under its name."""

from collections.abc import Callable, Mapping
from functools import partial

from bot.actions import affordable, message_check, plan, rates
from bot.language.model import ActionSpec, Dialogs, Result
from bot.values import Value

Run = Callable[[Mapping[str, Value]], Result]


def declarations() -> tuple[ActionSpec, ...]:
    """What `language.read` is told: names, items, outcomes."""
    return (plan.SPEC, affordable.SPEC, rates.SPEC, message_check.SPEC)


def registry(dialogs: Dialogs) -> Mapping[str, Run]:
    """What `engine.build` is given: the functions, with the data of these dialogs."""
    return {
        plan.SPEC.name: plan.plan,
        affordable.SPEC.name: affordable.affordable,
        rates.SPEC.name: rates.rates,
        message_check.SPEC.name: partial(message_check.message_check, message_check.Patterns(dialogs.signs)),
    }
