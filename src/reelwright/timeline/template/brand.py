"""Brand kits: the fonts, colours and the logo that a template uses, in a file of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, PrivateAttr

from reelwright.documents import parse_document
from reelwright.timeline.part import Colour, Part
from reelwright.timeline.template.values import Value

__all__ = ["BRAND_SCHEMA", "Brand", "brand_parts", "brand_schema", "load_brand"]

BRAND_SCHEMA: Final = "reelwright/brand@1"


class Brand(Part):
    """How a brand looks; what it leaves out is as the template has it.

    ``heading`` and ``body`` are families or font files, ``logo`` a picture; paths start at the kit's folder.
    """

    schema_: Literal["reelwright/brand@1"] = Field("reelwright/brand@1", alias="schema")
    name: str = ""
    heading: str | None = None
    body: str | None = None
    logo: str | None = None
    primary: Colour | None = None
    secondary: Colour | None = None
    accent: Colour | None = None
    background: Colour | None = None
    ink: Colour | None = None
    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """Where its paths start."""
        return self._folder


_PLAIN: Final[dict[str, Value]] = {
    "name": "",
    "heading": None,
    "body": None,
    "logo": None,
    "primary": "#1f4e5f",
    "secondary": "#f2efe9",
    "accent": "#f2a541",
    "background": "#101418",
    "ink": "#ffffff",
}


def load_brand(path: Path) -> Brand:
    """Read a brand kit.

    Raises:
        DocumentError: unreadable or broken; with line and column.
    """
    brand = parse_document(Brand, path, kind="brand kit", current_schema=BRAND_SCHEMA)
    brand._folder = path.parent.absolute()
    return brand


def brand_schema() -> dict[str, Any]:
    """JSON Schema of brand kits."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Brand.model_json_schema(by_alias=True),
    }


def brand_parts(*brands: Brand | None) -> dict[str, Value]:
    """What expressions find under ``brand``: the first brand that says something wins."""
    parts = dict(_PLAIN)
    for brand in reversed([found for found in brands if found is not None]):
        said: dict[str, Any] = brand.model_dump(exclude={"schema_"}, exclude_none=True)
        for name in ("heading", "body", "logo"):
            value = said.get(name)
            if value and (name == "logo" or Path(value).suffix.lower() in (".ttf", ".otf", ".ttc", ".otc")):
                said[name] = str(brand.folder / value)
        parts.update({name: value for name, value in said.items() if name != "name" or value})
    return parts
