"""Where a video's scenes change."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.errors import OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.recoding import even, open_video, video_facts

__all__ = ["scene_starts"]

_WIDTH: Final = 320


def scene_starts(path: Path, *, threshold: float = 27.0, watch: Watcher = ignore) -> list[int]:
    """The first frame of every scene, at the file's average rate; the first is 0.

    Cuts are found by PySceneDetect's content detector, which compares hue, saturation and lightness from
    frame to frame; ``threshold`` is how different they must be, 1 to 255. Scenes last at least half a
    second.

    Raises:
        MediaError: the file cannot be decoded.
        OptionError: the threshold is out of range.
    """
    from scenedetect.detectors import ContentDetector

    if not 1 <= threshold <= 255:
        raise OptionError(f"A threshold must be from 1 to 255, not {threshold:g}.", code="bad-threshold")
    facts = video_facts(path)
    width = min(_WIDTH, even(facts.width))
    video = open_video(path, size=(width, even(width * facts.height / facts.width)))
    length = video.length or 1
    starts = [0]
    try:
        detector: Any = ContentDetector(threshold=threshold, min_scene_len=max(1, video.rate.nominal // 2))
        for n in range(length):
            starts += [int(found) for found in detector.process_frame(n, _bgr(video.frame(n)))]
            if n % 16 == 0:
                watch(Progress("render", n, length, "looking for scenes"))
        starts += [int(found) for found in detector.post_process(length)]
    finally:
        video.close()
    return sorted({start for start in starts if start < length})


def _bgr(frame: Any) -> Any:
    """``frame`` as BGR (height, width, 3); BT.601 will do for comparing."""
    import cv2

    planes = np.concatenate([frame.y.reshape(-1), frame.u.reshape(-1), frame.v.reshape(-1)])
    return cv2.cvtColor(planes.reshape(frame.height * 3 // 2, frame.width), cv2.COLOR_YUV2BGR_I420)
