"""Shapes, options and kinds of tasks that Runway's models have in common."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from reelwright.providers.adapters.adapter import lengths, whole
from reelwright.providers.capabilities import Choice, Option
from reelwright.providers.request import Role, Task

__all__ = [
    "ASPECTS",
    "CFG",
    "ENDS",
    "EXPAND",
    "FIGURES",
    "FIRST",
    "GEN4",
    "GROK",
    "SEEDANCE",
    "SEEDANCE_4K",
    "SEEDANCE_25",
    "SEEDANCE_480",
    "SEEDANCE_720",
    "SEEDANCE_1080",
    "UPSCALE",
    "VEO",
    "WAN",
    "WIDE",
    "choice",
    "gen45_tasks",
    "kling_tasks",
    "plain_tasks",
    "seedance_tasks",
    "veo_tasks",
    "wan_tasks",
]

WIDE: Final = ("1280:720", "720:1280")
GEN4: Final = (*WIDE, "1104:832", "960:960", "832:1104", "1584:672")
VEO: Final = (*WIDE, "1920:1080", "1080:1920")
SEEDANCE_480: Final = ("864:496", "992:432", "752:560", "640:640", "560:752", "496:864")
SEEDANCE_720: Final = ("1280:720", "1470:630", "1112:834", "960:960", "834:1112", "720:1280")
SEEDANCE_1080: Final = ("1920:1080", "2206:946", "1664:1248", "1440:1440", "1248:1664", "1080:1920")
SEEDANCE_4K: Final = ("3840:2160", "3840:1646", "3840:2880", "3840:3840", "2880:3840", "2160:3840")
SEEDANCE: Final = (*SEEDANCE_720, *SEEDANCE_1080, *SEEDANCE_480)
SEEDANCE_25: Final = tuple({"864:496": "854:480", "496:864": "480:854"}.get(s, s) for s in SEEDANCE)
WAN: Final = (
    *("1280:720", "1104:832", "960:960", "832:1104", "720:1280"),
    *("1920:1080", "1648:1248", "1440:1440", "1248:1648", "1080:1920"),
    *("832:480", "720:544", "624:624", "544:720", "480:832"),
)
ASPECTS: Final = ("16:9", "9:16", "1:1", "21:9", "4:3", "3:4")
GROK: Final = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3")

FIGURES: Final = {
    "public_figure_threshold": Option(
        str, "How strictly public figures are kept out: auto or low.", choices=("auto", "low")
    )
}
CFG: Final = {"cfg_scale": Option(float, "How strongly the prompt is followed, 0 to 1.", low=0, high=1)}
EXPAND: Final = {
    "prompt_expansion": Option(
        str, "How freely the prompt is rewritten.", choices=("disabled", "balanced", "quality")
    )
}
UPSCALE: Final = {
    "creativity": Option(int, "How freely detail is invented, 0 to 100.", low=0, high=100),
    "sharpen": Option(int, "Sharpening, 0 to 100.", low=0, high=100),
    "smart_grain": Option(int, "Film grain, 0 to 100.", low=0, high=100),
    "flavor": Option(str, "vivid or natural.", choices=("vivid", "natural")),
    "fps_boost": Option(bool, "Raise the frame rate too."),
}
FIRST: Final = {Role.FIRST_FRAME: (1, 1)}
ENDS: Final = {Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)}


def choice(seconds: tuple[Fraction, ...], shapes: tuple[str, ...] = (), **more: Any) -> Choice:
    """A choice of lengths and shapes; shapes are pixels (``1280:720``) or aspects (``16:9``)."""
    sized = bool(shapes) and int(shapes[0].split(":")[0]) >= 64
    shape = {"sizes": shapes} if sized else {"ratios": shapes}
    return Choice(**{"durations": seconds, "prompt_limit": 1000, **shape, **more})


def gen45_tasks() -> Mapping[Task, Choice]:
    """Gen-4.5: more shapes from a picture than from words."""
    seconds = whole(2, 10)
    return {
        Task.T2V: choice(seconds, WIDE, options=FIGURES),
        Task.I2V: choice(seconds, GEN4, media=FIRST, options=FIGURES),
    }


def veo_tasks() -> Mapping[Task, Choice]:
    """Google's Veo."""
    seconds = lengths(8, 4, 6)
    return {
        Task.T2V: choice(seconds, VEO),
        Task.I2V: choice(seconds, VEO, media=FIRST, prompt="optional"),
        Task.INTERPOLATE: choice(seconds, VEO, media=ENDS, prompt="optional"),
    }


def seedance_tasks(shapes: tuple[str, ...], *, extends: bool = False) -> Mapping[Task, Choice]:
    """ByteDance's Seedance."""
    seconds = (Fraction(5), *(s for s in whole(4, 15) if s != 5))
    video = {Role.SOURCE_VIDEO: (1, 1), Role.REFERENCE: (0, 9)}
    tasks = {
        Task.T2V: choice(seconds, shapes),
        Task.I2V: choice(seconds, shapes, media=FIRST, prompt="optional"),
        Task.INTERPOLATE: choice(seconds, shapes, media=ENDS, prompt="optional"),
        Task.REFERENCE: choice(seconds, shapes, media={Role.REFERENCE: (1, 9)}),
        Task.V2V: choice(seconds, shapes, media=video, prompt="optional"),
    }
    if extends:
        tasks[Task.EXTEND] = choice(seconds, shapes, media={Role.SOURCE_VIDEO: (1, 1)}, prompt="optional")
    return tasks


def kling_tasks(shapes: tuple[str, ...], *, omni: bool = False) -> Mapping[Task, Choice]:
    """Kling 3; the Omni ones take clips too."""
    seconds = (Fraction(5), *(s for s in whole(3, 15) if s != 5))
    options = {} if omni else CFG
    tasks = {
        Task.T2V: choice(seconds, shapes, options=options),
        Task.I2V: choice(seconds, shapes, media=FIRST, prompt="optional", options=options),
        Task.INTERPOLATE: choice(seconds, shapes, media=ENDS, prompt="optional", options=options),
    }
    if omni:
        tasks[Task.V2V] = Choice(media={Role.SOURCE_VIDEO: (1, 1), Role.REFERENCE: (0, 4)}, prompt_limit=1000)
    return tasks


def wan_tasks() -> Mapping[Task, Choice]:
    """Alibaba's Wan 3."""
    seconds = (Fraction(5), *(s for s in whole(2, 15) if s != 5))
    return {
        Task.T2V: choice(seconds, WAN),
        Task.I2V: choice(seconds, WAN, media=FIRST),
        Task.REFERENCE: choice(seconds, WAN, media={Role.REFERENCE: (1, 5)}),
    }


def plain_tasks(
    seconds: tuple[Fraction, ...], t2v: tuple[str, ...], i2v: tuple[str, ...], **more: Any
) -> dict[Task, Choice]:
    """From words and from a picture, alike but for the shapes."""
    return {
        Task.T2V: choice(seconds, t2v, **more),
        Task.I2V: choice(seconds, i2v, media=FIRST, **more),
    }
