"""The shape of the bank files as strict models: what the loader checks, and what the JSON Schemas are made from.

References between files (facts, codes, choices) are not here: see `references`. The title of an error type that
this module raises itself is a code of `codes`.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from discovery.banks.conditions import OPERATORS, Json
from discovery.banks.model import FactType

ID = r"^[a-z][a-z0-9_]*$"
FACT_ID = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"
IDS = r"^[a-z][a-z0-9_]*( *, *[a-z][a-z0-9_]*)*$"
FACT_IDS = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*( *, *[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)*$"
CODE = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"
VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$"
CURRENCY = r"^[A-Z]{3}$"
NOT_EMPTY = r"\S"
LARGEST = 10**15

Id = Annotated[str, StringConstraints(pattern=ID, max_length=60)]
FactId = Annotated[str, StringConstraints(pattern=FACT_ID, max_length=121)]
Ids = Annotated[str, StringConstraints(pattern=IDS, max_length=1000)]
FactIds = Annotated[str, StringConstraints(pattern=FACT_IDS, max_length=1000)]
Code = Annotated[str, StringConstraints(pattern=CODE, max_length=60)]
Text = Annotated[str, StringConstraints(pattern=NOT_EMPTY)]
Texts = list[Text]
Quality = Annotated[int, Field(ge=0, le=3)]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Days = Annotated[int, Field(ge=0, le=36_500)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def left_out(description: str, **limits: Any) -> Any:
    """A key that may be left out (None then), but not be null."""
    return Field(default=None, description=description, **limits)


def _operand(value: Json) -> Json:
    if isinstance(value, str) or (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    ):
        return value
    raise PydanticCustomError("QB203", "expected a text or a number; yes and no are texts, true and false are not")


_SCALAR: dict[str, Any] = {"type": ["string", "number"]}
Operand = Annotated[Any, BeforeValidator(_operand), WithJsonSchema(_SCALAR)]


class LeafForm(_Form):
    """A test of one fact: `fact` and exactly one operator."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 2, "maxProperties": 2})

    fact: FactId = Field(description="The fact that is tested, as in money.route.")
    is_: Operand = left_out(alias="is", description="The answer is this value (a choice's id, yes or no, a number).")
    not_: Operand = left_out(alias="not", description="The answer is another value than this.")
    gt: Operand = left_out(description="More than, or later than.")
    gte: Operand = left_out(description="At least, or not before.")
    lt: Operand = left_out(description="Less than, or before.")
    lte: Operand = left_out(description="At most, or not after.")
    in_: list[Operand] = left_out(alias="in", min_length=1, description="The answer is one of these values.")
    has: Text = left_out(description="The list of choices has this one.")
    answered: bool = left_out(description="true: there is an answer; false: there is none.")


class AllForm(_Form):
    """Every one of these conditions holds."""

    all: list[Tree] = Field(min_length=1, description="Conditions that must all hold.")


class AnyForm(_Form):
    """At least one of these conditions holds."""

    any: list[Tree] = Field(min_length=1, description="Conditions of which one must hold.")


class NotForm(_Form):
    """This condition does not hold."""

    not_: Tree = Field(alias="not", description="A condition that must not hold.")


class CountForm(_Form):
    n: int = Field(ge=1, le=1000, description="How many must hold.")
    of: list[Tree] = Field(min_length=1, description="The conditions that are counted.")


class AtLeastForm(_Form):
    """At least `n` of these conditions hold."""

    at_least: CountForm = Field(description="How many of which conditions must hold.")


def _form_of(value: Any) -> str | None:
    """Which form a condition has; the tags are in angle brackets, so that they are never taken for keys."""
    if isinstance(value, str):
        return "<text>"
    if not isinstance(value, dict):
        return None
    if "fact" in value:
        return "<leaf>"
    nodes = (name for name in ("all", "any", "not", "at_least") if name in value)
    return next((f"<{name}>" for name in nodes), "<leaf>" if value.keys() & set(OPERATORS) else None)


_Forms = (
    Annotated[LeafForm, Tag("<leaf>")]
    | Annotated[AllForm, Tag("<all>")]
    | Annotated[AnyForm, Tag("<any>")]
    | Annotated[NotForm, Tag("<not>")]
    | Annotated[AtLeastForm, Tag("<at_least>")]
)
_TREE_WANTED = "a condition is {fact: …, OPERATOR: …}, {all: […]}, {any: […]}, {not: …} or {at_least: {n: …, of: […]}}"
Tree = Annotated[
    _Forms,
    Discriminator(_form_of, custom_error_type="QB209", custom_error_message=_TREE_WANTED),
]
When = Annotated[
    _Forms | Annotated[Text, Tag("<text>")],
    Discriminator(_form_of, custom_error_type="QB209", custom_error_message=_TREE_WANTED),
]


class ChoiceForm(_Form):
    id: Id = Field(description="Stable, never reused; conditions and answers name it.")
    label: Text = Field(description="What the rep sees.")
    quality: Quality = left_out(
        description="How good this answer is for us: 0 against us, 1 weak, 2 good enough, 3 strong."
    )
    knockout: Code = left_out(description="Reason code with which this answer ends the call once it is confirmed.")
    also: Texts = left_out(description="Other words for it, understood when typed.")
    renamed_from: Ids = left_out(description="The id that this choice had; of several the latest first, with commas.")


class BandForm(_Form):
    """One band of a scale; the first that fits counts. All bounds that are given must hold."""

    gt: Number = left_out(description="More than (numbers, and money in the bank's currency).")
    gte: Number = left_out(description="At least (numbers and money).")
    lt: Number = left_out(description="Less than (numbers and money).")
    lte: Number = left_out(description="At most (numbers and money).")
    within_days: Days = left_out(description="The date is at most so many days after the call.")
    beyond_days: Days = left_out(description="The date is more than so many days after the call.")
    at_least: Annotated[int, Field(ge=0, le=1000)] = left_out(description="The list has at least so many entries.")
    quality: Quality = left_out(description="How good an answer in this band is for us, 0 to 3.")
    knockout: Code = left_out(description="Reason code with which this band ends the call once it is confirmed.")


class FactForm(_Form):
    id: Id = Field(description="The fact is TOPIC.ID; stable, never reused.")
    ask: Text = Field(description="The question, as the rep says it.")
    type: FactType = Field(description="What kind of answer it takes.")
    phase: Literal["open", "situation", "pain", "impact", "urgency", "decision", "money", "recap", "next_step"] = Field(
        "situation", description="Where in the conversation it belongs."
    )
    core: bool = Field(False, description="Asked in every call, unless the framework says otherwise.")
    when: When = left_out(description="When the question is relevant: a tree, or one line of text.")
    choices: list[ChoiceForm] = left_out(min_length=1, description="For the types choice and choices.")
    scale: list[BandForm] = left_out(
        min_length=1, description="How a number, money, a date or the length of a list becomes a quality."
    )
    unit: Text = left_out(description="What a number counts, as in users.")
    hint: Text = left_out(description="One line of advice, shown beside the question.")
    listen_for: Texts = left_out(description="What a good answer sounds like.")
    red_flags: Texts = left_out(description="What should make the rep doubt.")
    probes: Texts = left_out(description="What to ask next when the answer is thin.")
    renamed_from: FactIds = left_out(
        description="The whole id that this fact had; of several the latest first, with commas."
    )
    retired: list[Id] = left_out(description="Ids of choices that are gone, so that nobody uses them again.")


class AnchorsForm(_Form):
    """What each quality means in this topic."""

    against: Text = Field(alias="0", description="What works against us.")
    weak: Text = Field(alias="1", description="What is weak.")
    enough: Text = Field(alias="2", description="What is good enough to hand off.")
    strong: Text = Field(alias="3", description="What is strong.")


class EvidenceForm(_Form):
    """What each grade of evidence looks like in this topic."""

    none: Text = left_out(description="Not asked or not known.")
    claimed: Text = left_out(description="Said vaguely, second-hand, or researched.")
    confirmed: Text = left_out(description="Said specifically by somebody with standing.")


class TopicFile(_Form):
    """One topic of the fact library."""

    topic: Id = Field(description="The topic's id: the first half of its facts' ids.")
    title: Text = Field(description="What people call it.")
    definition: Text = left_out(description="What it means, in one or two sentences.")
    valid_days: Annotated[int, Field(ge=1, le=36_500)] = left_out(description="Days after which an answer is stale.")
    quality: AnchorsForm = left_out(description="What the ratings 0 to 3 mean; shown beside the rating keys.")
    evidence: EvidenceForm = left_out(description="What the grades of evidence look like.")
    facts: list[FactForm] = Field(min_length=1, description="The facts, one question each.")
    retired: list[Id] = left_out(description="Ids of facts that are gone, so that nobody uses them again.")


class MustPassForm(_Form):
    """A gate: not met, the call is never qualified; weak, it is nurture."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    min_quality: Quality = Field(2, description="The least quality, 0 to 3; 2 where left out.")
    min_evidence: Literal["claimed", "confirmed"] = Field(
        "confirmed", description="The least evidence; confirmed where left out."
    )

    @model_validator(mode="before")
    @classmethod
    def _not_empty(cls, value: Json) -> Json:
        if value == {}:
            raise PydanticCustomError("QB208", "write min_quality or min_evidence, or leave the key out")
        return value


class CriterionForm(_Form):
    id: Id = Field(description="Stable id of the criterion.")
    title: Text = Field(description="What people call it.")
    definition: Text = left_out(description="What it means, in one or two sentences.")
    weight: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = Field(
        description="Its share of the score; all weights together should be 100."
    )
    stage: Literal["sdr", "ae"] = Field("sdr", description="Who covers it: sdr in the first call, ae later.")
    must_pass: MustPassForm = left_out(description="What it has to reach for the call to be qualified.")
    knockout: Code = left_out(description="Reason code that ends the call where the criterion is 0 and confirmed.")
    risk: Text = left_out(description="The open risk in the brief while it is not confirmed, or weak.")
    ask: list[FactId] = Field(min_length=1, description="The facts that it asks, in order.")
    core: list[FactId] = left_out(description="The ones asked in every call, instead of the library's marks.")
    proof: list[FactId] = left_out(description="What has to be confirmed for the criterion to be confirmed.")
    wording: dict[FactId, Text] = left_out(description="This framework's own words for a fact's question.")


class FrameworkFile(_Form):
    """One framework: a view over the facts, with weights and gates."""

    framework: Id = Field(description="The framework's id.")
    title: Text = Field(description="What people call it.")
    version: Annotated[str, StringConstraints(pattern=VERSION)] = Field(
        description="Quoted, in three numbers; a change that touches scores raises it."
    )
    origin: Text = left_out(description="Where the framework comes from.")
    use_when: Text = left_out(description="What it is good for.")
    threshold: Annotated[
        Any,
        BeforeValidator(lambda value: _threshold(value)),
        WithJsonSchema(
            {"anyOf": [{"enum": ["open", "standard", "strict"]}, {"type": "number", "minimum": 0, "maximum": 100}]}
        ),
    ] = Field("standard", description="The score to qualify: open 50, standard 60, strict 72, or a number of percent.")
    min_coverage: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = Field(
        50, description="Percent of the weight that has to be covered before there is a verdict."
    )
    currency: Annotated[str, StringConstraints(pattern=CURRENCY)] = Field(
        "USD", description="ISO code, as in USD; bands of money are in it."
    )
    ask_order: list[Id] = left_out(min_length=1, description="The criteria in the order of the conversation.")
    criteria: list[CriterionForm] = Field(min_length=1, description="The criteria in the order of display.")
    retired: list[Id] = left_out(description="Ids of criteria that are gone, so that nobody uses them again.")


def _threshold(value: Json) -> Json:
    if isinstance(value, str) and value in ("open", "standard", "strict"):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 0 <= value <= 100:
            return value
        raise PydanticCustomError("QB205", "a threshold is a number from 0 to 100")
    raise PydanticCustomError("QB204", "a threshold is open, standard, strict, or a number from 0 to 100")


class ReasonForm(_Form):
    code: Code = Field(description="Stable, upper case, never reused.")
    title: Text = Field(description="The reason in one sentence.")
    outcome: Literal["disqualify", "nurture", "route", "close"] = Field(description="What becomes of the lead.")
    reopen: Text | None = Field(description="What would make it worth another call; null where nothing would.")


class ReasonsFile(_Form):
    """Why a call ended as it did."""

    reasons: list[ReasonForm] = Field(min_length=1, description="The reason codes.")


class ObjectionForm(_Form):
    id: Code = Field(description="Stable, upper case, never reused.")
    heard: Text = Field(description="What they say.")
    kind: Literal["brush_off", "genuine", "legal"] = Field(description="What sort of objection it is.")
    feeds: Id | None = Field(description="The topic that the answer belongs to, or null.")
    clarify: Text = Field(description="The question that finds out what is behind it.")
    respond: Text = Field(description="How to answer, in one or two sentences.")
    if_true: Code | None = Field(description="The reason code where the objection is real, or null.")
    say: Texts = Field(min_length=1, description="Sentences to say, in order.")


class ObjectionsFile(_Form):
    """Cards for objections heard on a call."""

    objections: list[ObjectionForm] = Field(min_length=1, description="The cards.")


for _model in (AllForm, AnyForm, NotForm, CountForm, AtLeastForm, FactForm, TopicFile):
    _model.model_rebuild()

FILES: dict[str, type[BaseModel]] = {
    "topic": TopicFile,
    "framework": FrameworkFile,
    "reasons": ReasonsFile,
    "objections": ObjectionsFile,
}
"""The model of each kind of file, by the kind."""

FORMS: dict[str, type[BaseModel]] = {
    "facts": FactForm,
    "choices": ChoiceForm,
    "scale": BandForm,
    "quality": AnchorsForm,
    "evidence": EvidenceForm,
    "criteria": CriterionForm,
    "must_pass": MustPassForm,
    "reasons": ReasonForm,
    "objections": ObjectionForm,
    "at_least": CountForm,
}
"""The model of what stands under a key, by the key."""


def keys_of(form: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a form knows, as they are written in the file."""
    return tuple(field.alias or name for name, field in form.model_fields.items())


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas for editors, by the name of their file."""
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return {f"{kind}.schema.json": {**head, **_plain(form.model_json_schema())} for kind, form in FILES.items()}


def _plain(schema: Json) -> Json:
    """Without `default: null`: a key that is left out is not null."""
    if isinstance(schema, dict):
        return {key: _plain(value) for key, value in schema.items() if not (key == "default" and value is None)}
    return [_plain(item) for item in schema] if isinstance(schema, list) else schema
