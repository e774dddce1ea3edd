"""A template, a brand, a format and a language, chosen once; then values become timelines and films."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.config import load_settings
from reelwright.pipeline.canvas import Quality, check_quality, solve_canvas
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.progress import Watcher, ignore
from reelwright.timeline import Timeline
from reelwright.timeline.template import Brand, Template, fill, load_brand, load_template

if TYPE_CHECKING:
    from reelwright.pipeline.report import RenderReport

__all__ = ["Filling", "render_template", "template_source"]


def template_source(source: Path | str) -> Path | str:
    """``template:promo`` as the name that it is, everything else as a path."""
    return str(source) if str(source).startswith("template:") else Path(source)


@dataclass(frozen=True, slots=True)
class Filling:
    """How a template is filled. ``size`` is in pixels; ``folder`` is where the paths of values start."""

    template: Template
    format: str
    language: str
    brand: Brand | None
    size: tuple[int, int]
    quality: Quality
    folder: Path

    @classmethod
    def chosen(
        cls,
        template: Template | Path | str,
        *,
        format: str | None,
        language: str | None,
        brand: Path | str | None,
        resolution: str | None,
        quality: Quality,
        folder: Path,
    ) -> Filling:
        """Read the template and the brand kit, and check that the template has such a format and language.

        Raises:
            InputError: it has not, or a file cannot be read.
        """
        found = template if isinstance(template, Template) else load_template(template_source(template))
        ratio, form = found.format_named(format)
        canvas = solve_canvas(ratio, resolution, quality)
        size = (
            (form.width, form.height)
            if quality == "final" and not resolution
            else (canvas.width, canvas.height)
        )
        kit = None if brand is None else load_brand(Path(brand))
        return cls(found, ratio, found.language_named(language), kit, size, quality, folder)

    def timeline(self, values: Mapping[str, Any]) -> Timeline:
        """The timeline for ``values``.

        Raises:
            InputError: see :func:`reelwright.timeline.template.fill`.
        """
        return fill(
            self.template,
            values,
            format=self.format,
            language=self.language,
            brand=self.brand,
            size=self.size,
            folder=self.folder,
        )


def render_template(
    template: Template | Path | str,
    output: Path | str,
    values: Mapping[str, Any] | None = None,
    *,
    format: str | None = None,
    language: str | None = None,
    brand: Path | str | None = None,
    resolution: str | None = None,
    quality: str | None = None,
    audio: bool = True,
    project: Path | str | None = None,
    workers: int | None = None,
    watch: Watcher = ignore,
) -> RenderReport:
    """Fill ``template`` (a file, or ``template:NAME``) with ``values`` and render it to ``output``.

    Args:
        template: the template, its file, or the name of one that comes with Reelwright.
        output: where the film goes; written at the very end, whole or not at all.
        values: by the names of the template's variables; paths of media start at the current folder.
        format: one of its formats, such as ``9:16``; None is the first.
        language: one of its languages; None is the first.
        brand: the file of a brand kit.
        resolution: 480p .. 2160p or WIDTHxHEIGHT; None is the quality's own, at final the format's.
        quality: draft, preview or final; None takes the settings'.
        audio: False for a film without sound.
        project: where ``.reelwright/`` lives; None is the current folder.
        workers: rendering processes.
        watch: called with progress.

    Raises:
        InputError: what is wrong with the template or the values, all of it; nothing is made then.
    """
    from reelwright.pipeline.rendering import render_document

    started = time.monotonic()
    settings = load_settings(project)
    filling = Filling.chosen(
        template,
        format=format,
        language=language,
        brand=brand,
        resolution=resolution,
        quality=check_quality(quality or settings.quality),
        folder=Path.cwd(),
    )
    timeline = filling.timeline(values or {})  # before any process is started: problems are told at once
    return render_document(
        lambda: (timeline, filling.template.folder),
        Path(output),
        quality=filling.quality,
        audio=audio,
        makers=Makers.chosen(settings, None, (), False),
        settings=settings,
        workers=workers,
        watch=watch,
        started=started,
    )
