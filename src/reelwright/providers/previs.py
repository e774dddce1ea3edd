"""The built-in previs engine as a provider: free, offline, and the same picture for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import OptionError
from reelwright.providers.base import BaseProvider
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.job import Output, Prepared, Snapshot, State, slot
from reelwright.providers.quote import FREE, Cost
from reelwright.providers.request import Role, Task, VideoRequest

if TYPE_CHECKING:
    from reelwright.previs.spec import Spec
    from reelwright.story import Prompt

__all__ = ["PrevisProvider"]

_MODEL: Final = "previs"
_LONGEST: Final = Fraction(3600)
_RATIOS: Final = ("16:9", "9:16", "1:1", "4:5", "21:9", "any")
_STRENGTH: Final = {
    "strength": Option(float, "How much of the change is seen, 0 to 1.", low=0, high=1, default=1.0)
}


def _choice(media: Mapping[Role, tuple[int, int]], options: Mapping[str, Option] | None = None) -> Choice:
    return Choice(
        duration_range=(Fraction(1, 240), _LONGEST),
        duration_step=Fraction(0),
        ratios=_RATIOS,
        prompt="optional",
        media=media,
        options=options or {},
    )


_MODELS: Final = {
    _MODEL: Capabilities(
        tasks={
            Task.T2V: _choice(
                {},
                {
                    "label": Option(str, "Text on the product or the stand-in."),
                    "tagline": Option(str, "A smaller second line of it."),
                },
            ),
            Task.I2V: _choice(
                {Role.FIRST_FRAME: (0, 1), Role.LAST_FRAME: (0, 1)},
                {"whole": Option(bool, "Begin with the whole picture as it is, and move on from there.")},
            ),
            Task.INTERPOLATE: _choice({Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)}),
            Task.KEYFRAMES: _choice(
                {Role.KEYFRAME: (1, 32), Role.FIRST_FRAME: (0, 1), Role.LAST_FRAME: (0, 1)}
            ),
            Task.REFERENCE: _choice({Role.REFERENCE: (0, 8), Role.STYLE: (0, 1)}),
            Task.V2V: _choice({Role.SOURCE_VIDEO: (1, 1)}, _STRENGTH),
            Task.UPSCALE: _choice({Role.SOURCE_VIDEO: (1, 1)}),
        },
        summary="Built-in previs engine: drawn, deterministic, offline.",
        price=FREE,
        seed=True,
        negative_prompt=True,
        loop=True,
        reproducible=Repro.EXACT,
        offline=True,
        urls=False,
        reconcile=Reconcile.CLIENT_ID,
        poll_seconds=0.0,
    )
}


class PrevisProvider(BaseProvider):
    """Takes are scene documents; their frames are drawn when the film is rendered, at the film's own size."""

    name = "previs"

    def __init__(self) -> None:
        self._jobs: dict[str, dict[str, Any]] = {}

    def models(self) -> dict[str, Capabilities]:
        """The one model."""
        return dict(_MODELS)

    def prepare(self, request: VideoRequest) -> Prepared:
        """Check the request and turn it into a scene document."""
        from reelwright.previs import VERSION

        fitted = fit(self.name, _MODELS, request)
        prompt = request.intent
        if prompt is None:
            from reelwright.story import parse

            prompt = parse(request.prompt).prompt
        seconds = fitted.seconds
        if seconds is None:
            raise OptionError(
                "A previs take needs a length.", code="missing-duration", hint="Give --duration."
            )
        # The take's number moves the seed: take 0 is the shot's own, the others are as different as seeds
        # are.
        seed = ((request.seed or 0) + fitted.take * 1_000_003) % 2**63
        notes = fitted.notes
        if fitted.negative_prompt:
            from reelwright.previs.pictures.wishes import without

            prompt = without(prompt, fitted.negative_prompt)
        if fitted.task in (Task.T2V, Task.REFERENCE):
            spec, more = _scene(fitted, prompt, seed, seconds, request.purpose)
            params = body = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            notes = (*notes, *more)
        else:
            body, more = _pictures(fitted, prompt, seed, seconds)
            params = _placeless(body)
            notes = (*notes, *more)
        return Prepared(
            self.name,
            _MODEL,
            VERSION,
            params,
            fitted.quote(),
            notes,
            task=fitted.task,
            body=body,
            media=fitted.media,
            seconds=seconds,
            prompt=request.prompt,
            offline=True,
        )

    def submit(self, prepared: Prepared, key: str) -> str:
        """Accept the document; the job's id is its key."""
        self._jobs[key] = prepared.body or prepared.params
        return key

    def poll(self, job: str) -> Snapshot:
        """Finished at once: the picture is drawn later, frame by frame."""
        try:
            document = self._jobs[job]
        except KeyError:
            raise ProviderFault(
                f"previs knows no job {job}.", kind=Kind.NOT_FOUND, created=Created.NO, code="unknown-job"
            ) from None
        return Snapshot(State.SUCCEEDED, (Output(document=document),), cost=Cost(FREE.rate()))


def _placeless(document: dict[str, Any]) -> dict[str, Any]:
    """What names the take: a file stands by its digest, wherever it lies."""
    files = [{name: v for name, v in entry.items() if name != "path"} for entry in document["files"]]
    return {**document, "files": files}


def _scene(
    fitted: Fitted, prompt: Prompt, seed: int, seconds: Fraction, purpose: str
) -> tuple[Spec, tuple[str, ...]]:
    """A drawn scene; references give their colours."""
    from reelwright.previs.spec import Spec

    notes: tuple[str, ...] = ()
    if fitted.media:
        from reelwright.previs.pictures.wishes import coloured_by

        paths = [medium.path for medium in fitted.media if medium.path is not None]
        prompt, words = coloured_by(prompt, paths)
        notes = (f"The built-in engine takes colours from references, nothing else: {', '.join(words)}.",)
    loop = fitted.loop
    spec = Spec(
        prompt=prompt, seed=seed, seconds=seconds, loop=loop, purpose=purpose or None, **fitted.options
    )
    return spec, notes


def _pictures(
    fitted: Fitted, prompt: Prompt, seed: int, seconds: Fraction
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A clip made from the user's own pictures or clip, its files as slots."""
    from reelwright.previs.pictures.intake import check_clip, check_picture
    from reelwright.previs.pictures.spec import SCHEMA, File, PictureSpec

    files: list[File] = []
    order = {Role.FIRST_FRAME: 0, Role.KEYFRAME: 1, Role.LAST_FRAME: 2, Role.SOURCE_VIDEO: 0}
    timed = fitted.task is Task.KEYFRAMES
    listed = sorted(
        enumerate(fitted.media), key=lambda entry: (order[entry[1].role], entry[1].at or 0, entry[0])
    )
    for index, medium in listed:
        if medium.path is None:
            raise OptionError(
                "The built-in engine takes files, not earlier jobs.",
                code="unsupported-media",
                hint="Download the clip and give its path.",
            )
        (check_clip if medium.role is Role.SOURCE_VIDEO else check_picture)(medium.path)
        at = medium.at
        if timed and at is None:
            at = Fraction(0) if medium.role is Role.FIRST_FRAME else seconds
        files.append(File(path=slot(index), digest=medium.digest, at=at))
    more: dict[str, Any] = {}
    notes: tuple[str, ...] = ()
    if fitted.task is Task.I2V:
        kind = "move"
        more["whole"] = bool(fitted.options.get("whole", False))
        more["ends"] = not any(medium.role is Role.FIRST_FRAME for medium in fitted.media)
    elif fitted.task in (Task.INTERPOLATE, Task.KEYFRAMES):
        kind = "morph"
    else:
        kind = "treat"
        more, notes = _changes(fitted, prompt)
    spec = PictureSpec(
        kind=kind,
        files=tuple(files),
        prompt=prompt,
        seed=seed,
        seconds=seconds,
        loop=fitted.loop,
        **more,
    )
    return {"version": SCHEMA, **spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)}, notes


def _changes(fitted: Fitted, prompt: Prompt) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The treatments that a prompt asks for.

    Raises:
        OptionError: there are none, and the prompt is not empty; ``facts["can"]`` names models that edit
            freely.
    """
    from reelwright.previs.pictures.treatment import treatments_of

    found = treatments_of(prompt)
    names = tuple(treatment.name for treatment in found)
    if fitted.task is Task.UPSCALE:
        names = tuple(dict.fromkeys((*names, "upscale")))
    elif not names and fitted.prompt and not fitted.loop:
        from reelwright.providers.registry import every_model

        can = [
            f"{owner}/{name}"
            for owner, name, caps in every_model()
            if Task.V2V in caps.tasks and not caps.offline
        ]
        raise OptionError(
            f"The built-in engine cannot make this change: “{fitted.prompt[:80]}”.",
            code="unsupported-edit",
            hint=f"{', '.join(can[:4])} can. It can itself: a time of day, a look, one colour for another, "
            "pencil, oil, stabilise, denoise, upscale.",
            can=can,
        )
    strength = fitted.options.get("strength", 1.0)
    says = ", ".join(treatment.says for treatment in found) or "upscale"
    return {"treatments": names, "strength": strength}, (f"Changes to the clip: {says}.",)
