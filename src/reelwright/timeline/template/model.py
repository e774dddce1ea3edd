"""Templates: a timeline document with variables, conditions, repeats, formats and languages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from reelwright.documents import Locate, complaint, field_parser, read_document, validate_document
from reelwright.errors import DocumentError, OptionError
from reelwright.timeline.part import Part
from reelwright.timeline.template.brand import Brand
from reelwright.timeline.template.checking import RESERVED, check_names
from reelwright.timeline.template.variables import Variable, variables_schema
from reelwright.timing import parse_rate

__all__ = ["TEMPLATE_SCHEMA", "Format", "Template", "gallery", "load_template", "template_schema"]

TEMPLATE_SCHEMA: Final = "reelwright/template@1"
GALLERY: Final = Path(__file__).parent / "gallery"
PREFIX: Final = "template:"

_NameText = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?$")]
_Ratio = Annotated[str, Field(pattern=r"^\d{1,3}:\d{1,3}$")]
_Let = str | int | float | bool


class Format(Part):
    """A shape of the picture: ``let`` takes the place of the template's own; size in pixels, both even."""

    width: int = Field(ge=2, le=7680, multiple_of=2)
    height: int = Field(ge=2, le=7680, multiple_of=2)
    let: dict[_NameText, _Let] = Field(default_factory=dict)


class Template(Part):
    """What is filled to make a timeline.

    ``timeline`` is a timeline document without size and rate, with placeholders and with ``when``, ``for``
    and ``over``. ``let`` names values that are worked out once, in order. ``texts`` hold the words of each
    language, found as ``t.NAME``; the first of ``formats`` and of ``languages`` is the default.
    """

    schema_: Literal["reelwright/template@1"] = Field("reelwright/template@1", alias="schema")
    name: str = Field(min_length=1, max_length=80)
    description: str = ""
    rate: Annotated[str, BeforeValidator(field_parser(lambda v: str(parse_rate(v))))] = "30"
    formats: dict[_Ratio, Format] = Field(min_length=1, max_length=12)
    languages: tuple[_Language, ...] = Field(("en",), min_length=1, max_length=100)
    texts: dict[_Language, dict[_NameText, str]] = Field(default_factory=dict)
    variables: dict[_NameText, Variable] = Field(default_factory=dict, max_length=200)
    brand: Brand | None = None
    let: dict[_NameText, _Let] = Field(default_factory=dict, max_length=200)
    timeline: dict[str, Any]
    _locate: Locate | None = PrivateAttr(default=None)
    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        for kind in ("variables", "let"):
            for name in getattr(self, kind):
                if name in RESERVED or (kind == "let" and name in self.variables):
                    raise complaint(
                        f"The name “{name}” is taken.",
                        hint=f"Choose another; names of its own are {', '.join(sorted(RESERVED))}.",
                        path=(kind, name),
                    )
        self._texts_match()
        for ratio, form in self.formats.items():
            for name in form.let:
                if name not in self.let:
                    raise complaint(
                        f"The format {ratio} changes “{name}”, which is not in let.",
                        hint="Add it to the template's let.",
                        path=("formats", ratio, "let", name),
                    )
        for key in ("width", "height", "rate", "schema"):
            if key in self.timeline:
                raise complaint(
                    f"A template's timeline has no {key} of its own.",
                    hint="The size comes from formats, the rate from the template.",
                    path=("timeline", key),
                )
        return self

    def _texts_match(self) -> None:
        if not self.texts:
            return
        first = set(next(iter(self.texts.values())))
        for language in self.languages:
            missing = first - set(self.texts.get(language, {}))
            more = set(self.texts.get(language, {})) - first
            if missing or more:
                raise complaint(
                    f"The texts in {language} are not those of the first language: "
                    f"{', '.join(sorted(missing | more))}.",
                    hint="Give every language the same texts.",
                    path=("texts", language) if language in self.texts else ("texts",),
                )

    @property
    def folder(self) -> Path:
        """Where paths written in the template itself start."""
        return self._folder

    @property
    def locate(self) -> Locate | None:
        """Tells where in the file something is written; None for a template made in memory."""
        return self._locate

    def format_named(self, ratio: str | None) -> tuple[str, Format]:
        """The format ``ratio``, or the first. Raises OptionError for one that the template lacks."""
        if ratio is None:
            return next(iter(self.formats.items()))
        if ratio not in self.formats:
            raise OptionError(
                f"The template {self.name} has no format {ratio}.",
                code="unknown-format",
                hint=f"It has {', '.join(self.formats)}.",
            )
        return ratio, self.formats[ratio]

    def language_named(self, language: str | None) -> str:
        """The template's language nearest to ``language``; the first for None."""
        if language is None:
            return self.languages[0]
        wanted = language.replace("-", "_")
        for candidate in (wanted, wanted.partition("_")[0]):
            if candidate in self.languages:
                return candidate
        raise OptionError(
            f"The template {self.name} does not speak {language}.",
            code="unknown-language",
            hint=f"It has {', '.join(self.languages)}.",
        )

    def schema_of_variables(self) -> dict[str, Any]:
        """JSON Schema (draft 2020-12) of the values that fill the template."""
        schema = variables_schema(self.variables)
        return {**schema, "title": self.name, "description": self.description}


def load_template(source: Path | str) -> Template:
    """Read a template from a file (``Path``), by name (``template:promo``), or from its own text.

    Raises:
        DocumentError: unreadable, broken, unknown names or expressions; the first with line and column,
            all of them (up to twenty) in ``facts["problems"]``.
    """
    if isinstance(source, str) and source.startswith(PREFIX):
        source = _in_gallery(source)
    data, locate = read_document(source, kind="template", current_schema=TEMPLATE_SCHEMA)
    template = validate_document(Template, data, locate, kind="template")
    problems = check_names(template.model_dump(by_alias=True), locate)
    if problems:
        first = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise DocumentError(
            f"{locate(()).source}, line {first['line']}, column {first['column']}: {first['message']}{more}",
            code="bad-template",
            hint=str(first["hint"]),
            line=first["line"],
            column=first["column"],
            problems=problems,
        )
    template._locate = locate
    if isinstance(source, Path):
        template._folder = source.parent.absolute()
        if template.brand is not None:
            template.brand._folder = template._folder
    return template


def gallery() -> tuple[str, ...]:
    """The names of the templates that come with Reelwright."""
    return tuple(sorted(path.stem for path in GALLERY.glob("*.yaml")))


def _in_gallery(source: str) -> Path:
    name = source.removeprefix(PREFIX)
    if name not in gallery():
        raise OptionError(
            f"There is no template “{name}”.",
            code="unknown-template",
            hint=f"These come with Reelwright: {', '.join(gallery())}.",
        )
    return GALLERY / f"{name}.yaml"


def template_schema() -> dict[str, Any]:
    """JSON Schema of template documents (draft 2020-12)."""
    schema = Template.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": TEMPLATE_SCHEMA, **schema}
