"""Templates: timelines with variables, conditions, repeats, formats, languages and brands.

::

    template = load_template("template:quote")
    timeline = fill(template, {"quote": "Make it simple.", "author": "A. Maker"}, format="9:16")

Expressions are read when the template is, values are data and never read as expressions, and everything is
bounded, so that a template from somebody else can be filled with rows from somebody else.
"""

from reelwright.timeline.template.brand import BRAND_SCHEMA, Brand, brand_schema, load_brand
from reelwright.timeline.template.fill import check_values, fill
from reelwright.timeline.template.functions import Speaker, reading_seconds, speaking_seconds
from reelwright.timeline.template.model import (
    TEMPLATE_SCHEMA,
    Format,
    Template,
    gallery,
    load_template,
    template_schema,
)

__all__ = [
    "BRAND_SCHEMA",
    "TEMPLATE_SCHEMA",
    "Brand",
    "Format",
    "Speaker",
    "Template",
    "brand_schema",
    "check_values",
    "fill",
    "gallery",
    "load_brand",
    "load_template",
    "reading_seconds",
    "speaking_seconds",
    "template_schema",
]
