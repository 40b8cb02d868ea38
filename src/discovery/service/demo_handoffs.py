"""Sample calls that were handed over, each with another fate: refused, accepted, sent back, late and waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from discovery.engine.handoffs import HandOff
from discovery.service import handoffs
from discovery.service.demo_data import DemoCall, In, Said

AE = "Robin Hale"
"""The account executive of the samples."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the account executive did, so long after the hand-off was submitted."""

    after: timedelta
    use_case: Callable[..., HandOff]
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handed:
    """A call and its hand-off: submitted `ago` before the demo is made, or else as soon as the call had ended."""

    call: DemoCall
    to: str
    note: str = ""
    ago: timedelta | None = None
    answers: tuple[Answered, ...] = ()


def _call(
    email: str, days_ago: int, *, pain: tuple[str, str], example: str, driver: str, money: str, note: str
) -> DemoCall:
    """A short call that found enough; `pain` is what hurts and how they said it."""
    said = (
        Said("compliance.recording", "not_recording"),
        Said("pain.trigger", pain[0], quality=3, quote=pain[1]),
        Said("pain.example", example, quality=3),
        Said("timeline.needed_by", In(90)),
        Said("timeline.driver", [driver]),
        Said("authority.role", "decide"),
        Said("authority.last_purchase", "They asked three suppliers, tried one for a month, and signed.", quality=2),
        Said("money.route", money),
        Said("next_step.action", "ae_meeting"),
        Said("next_step.date", In(10)),
    )
    return DemoCall(email, days_ago, "qualified", said, "handed_off", notes=(note,))


HANDED = (
    Handed(
        _call("luca@vinimoretti.example", 19,
              pain=("Orders from restaurants come by voice message and get lost.",
                    "On Saturday I had forty messages and no idea which were orders."),
              example="A wedding got red instead of white in June.", driver="own_wish", money="discretion",
              note="Speaks quickly; asked for the offer in Italian."),
        AE, answers=(Answered(timedelta(hours=3), handoffs.reject,
                              {"code": "NO-REASON-NOW", "why": "The season is over; nothing happens before spring."}),),
    ),
    Handed(
        _call("wei.chen@larkspur.example", 16,
              pain=("The monthly report takes a week of copying between systems.",
                    "By the time the board reads it, it is last month's news."),
              example="In September two figures differed, and nobody knew which was right.", driver="board_mandate",
              money="allocated", note="Referred by a former colleague at Quillon."),
        AE, answers=(Answered(timedelta(minutes=95), handoffs.accept),
                     Answered(timedelta(days=3), handoffs.rate,
                              {"stars": 4, "different": "The controller joins, and she has a say."})),
    ),
    Handed(
        _call("p.vandam@waterlandbulbs.example", 12,
              pain=("Lorries wait at the dock because nobody sees what is packed.",
                    "We pay drivers to drink coffee."),
              example="In week 41 six lorries left half a day late.", driver="incident", money="opex",
              note="Is on the dock every day from six to eight: do not ring then."),
        AE, answers=(Answered(timedelta(hours=2), handoffs.return_,
                              {"missing": ["Budget"], "why": "What does a late lorry cost them? No figure yet."}),),
    ),
    Handed(
        _call("dana@parcelio.example", 7,
              pain=("Callers wait eleven minutes and then ask where the parcel is.",
                    "Half of our calls are one question, and we cannot answer it."),
              example="On the Monday after Easter 900 callers gave up.", driver="renewal", money="project",
              note="Wants two references from parcel services."),
        AE, note="She compares two others; the sooner the better.",
    ),
    Handed(
        _call("k.nowak@bursztyn.example", 6,
              pain=("Meter readings are checked by hand before they are billed.",
                    "We found the error when the customer did."),
              example="A school was billed for a swimming pool.", driver="regulation", money="it_budget",
              note="Prefers e-mail to the telephone."),
        "", ago=timedelta(minutes=20),
    ),
)  # fmt: skip
"""The oldest first."""
