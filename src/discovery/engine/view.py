"""A sheet seen through a bank: what is relevant, what is answered, how good each answer is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from discovery.banks.conditions import Truth
from discovery.banks.model import STAGES, Bank, Criterion
from discovery.engine.answers import Answer, Sheet, firm_relevance, relevance
from discovery.engine.values import quality_of


@dataclass(frozen=True, slots=True)
class View:
    """A sheet seen through a bank: what is relevant, what is answered, how good each answer is."""

    bank: Bank
    sheet: Sheet
    relevance: Mapping[str, Truth]
    firm: Mapping[str, Truth]
    qualities: Mapping[str, float]
    """By effective answered fact that has a quality."""

    def answer(self, fact_id: str) -> Answer | None:
        """The effective answer to a fact, asked in vain or not."""
        return self.sheet.answers.get(fact_id) if self.relevance.get(fact_id, False) is not False else None

    def known(self, fact_id: str) -> bool:
        answer = self.answer(fact_id)
        return answer is not None and answer.known

    def confirmed(self, fact_id: str) -> bool:
        answer = self.answer(fact_id)
        return answer is not None and answer.confirmed

    def relevant(self, fact_id: str) -> bool:
        return self.relevance[fact_id] is not False

    def scope(self) -> Iterator[Criterion]:
        """The criteria of the call's stage that nobody marked not applicable."""
        reached = STAGES.index(self.sheet.stage)
        for criterion in self.bank.criteria:
            if STAGES.index(criterion.stage) <= reached and criterion.id not in self.sheet.not_applicable:
                yield criterion


def view(bank: Bank, sheet: Sheet) -> View:
    """The sheet as the bank reads it."""
    relevant = relevance(bank, sheet)
    qualities: dict[str, float] = {}
    for fact_id, answer in sheet.answers.items():
        if relevant.get(fact_id, False) is False:
            continue
        quality = quality_of(bank.facts[fact_id], answer, on=sheet.on, currency=bank.currency)
        if quality is not None:
            qualities[fact_id] = quality
    return View(bank, sheet, relevant, firm_relevance(bank, sheet), qualities)
