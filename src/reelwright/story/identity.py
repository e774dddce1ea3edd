"""Who a shot is: ids for shots that have none, and seeds that stay put when other shots come and go.

A shot's seed hangs on the storyboard's seed and the shot's id, never on its position. An id that a person
left out is derived from what the shot shows (not from its titles, length, transition or take), so inserting,
removing or moving shots changes no other shot's id in a way that changes its seed: two shots that show
exactly the same get numbered ids and one common seed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from reelwright.story.storyboard import Shot, Storyboard

__all__ = ["fill_ids", "shot_seed"]

_OTHER: Final = frozenset(("id", "titles", "duration", "transition", "transition_duration", "pick", "seed"))
_DERIVED: Final = re.compile(r"^(auto-[0-9a-f]{8})(?:-\d+)?$")


def fill_ids(value: Any) -> Any:
    """The raw document with an id for every scene and shot that lacks one; what is malformed stays."""
    if not isinstance(value, Mapping) or not isinstance(value.get("scenes"), list | tuple):
        return value
    taken = {shot["id"] for shot in _raw_shots(value) if isinstance(shot.get("id"), str)}
    taken_scenes = {
        s["id"] for s in value["scenes"] if isinstance(s, Mapping) and isinstance(s.get("id"), str)
    }
    scenes = []
    for scene in value["scenes"]:
        if isinstance(scene, Mapping) and isinstance(scene.get("shots"), list | tuple):
            shots = [_with_id(shot, taken, _OTHER) for shot in scene["shots"]]
            scene = {**_with_id(scene, taken_scenes, frozenset(("id",))), "shots": shots}
        scenes.append(scene)
    return {**value, "scenes": scenes}


def _raw_shots(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for scene in value["scenes"]:
        if isinstance(scene, Mapping) and isinstance(scene.get("shots"), list | tuple):
            yield from (shot for shot in scene["shots"] if isinstance(shot, Mapping))


def _with_id(part: Any, taken: set[str], ignored: frozenset[str]) -> Any:
    if not isinstance(part, Mapping) or part.get("id") not in (None, ""):
        return part
    shown = {key: item for key, item in part.items() if key not in ignored and item is not None}
    text = json.dumps(shown, sort_keys=True, default=str, ensure_ascii=False)
    base = f"auto-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return {**part, "id": name}


def shot_seed(storyboard: Storyboard, shot: Shot) -> int:
    """The seed of a shot's takes, 0 <= seed < 2**63: its own, or from the storyboard's and its id."""
    if shot.seed is not None:
        return shot.seed
    derived = _DERIVED.match(shot.id)
    key = f"{storyboard.seed}/{derived[1] if derived else shot.id}"
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1
