"""What a surface is made of, and the textures it may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["COLUMNS", "Material", "Texture", "TextureStore"]

RGB = tuple[float, float, float]
Mapping = Literal["uv", "ground", "wall"]


@dataclass(frozen=True, eq=False)
class Texture:
    """An image that wraps: ``pixels`` (h, w, 4) uint8, h and w powers of two.

    Colours are stored as square roots of linear light (value = 255 * sqrt(linear)); use :meth:`colour` for
    sRGB art and :meth:`values` for plain numbers (noise, slopes). The fourth channel is the share of the
    material's ``emissive`` that shines there.
    """

    pixels: npt.NDArray[np.uint8]

    @classmethod
    def colour(cls, linear: npt.NDArray[np.float32], glow: npt.NDArray[np.float32] | None = None) -> Texture:
        """From linear RGB (h, w, 3) in 0..1, and the emissive share (h, w) in 0..1."""
        h, w = linear.shape[:2]
        out = np.empty((h, w, 4), np.uint8)
        out[..., :3] = np.sqrt(np.clip(linear, 0, 1)) * 255 + 0.5
        out[..., 3] = 255 if glow is None else np.clip(glow, 0, 1) * 255 + 0.5
        return cls(out)

    @classmethod
    def values(cls, *channels: npt.NDArray[np.floating[Any]]) -> Texture:
        """From up to four (h, w) maps of numbers in 0..1, read back without any curve (macro and bump
        maps)."""
        h, w = channels[0].shape
        out = np.full((h, w, 4), 255, np.uint8)
        for i, channel in enumerate(channels):
            out[..., i] = np.clip(channel, 0, 1) * 255 + 0.5
        return cls(out)

    @classmethod
    def bump(cls, height: npt.NDArray[np.float32], strength: float = 1.0) -> Texture:
        """A slope map from a tiling height map (h, w): unit deviation times ``strength`` spans +-4
        deviations."""
        from reelwright.previs.noise import slopes

        s = slopes(height, strength)
        return cls.values(s[..., 0] / 8 + 0.5, s[..., 1] / 8 + 0.5, height)


@dataclass(frozen=True, eq=False)
class Material:
    """A surface. Colours are linear Rec.709.

    Attributes:
        albedo: multiplied with the texture and the vertices' colours.
        texture: colour map, or None.
        mapping: "uv" uses the mesh's own; "ground" takes world x, z; "wall" world x or z, and y. In the last
            two ``scale`` is metres a tile; in "uv" it is tiles a unit.
        macro: noise map (:meth:`Texture.values`) that blends ``albedo`` towards ``macro_albedo`` on a scale
            of
            ``macro_scale`` metres over world x, z: hides tiling.
        bump: slope map, ``bump_scale`` metres (or uv units) a tile, ``bump_strength`` as slope, moving with
            ``bump_drift`` tiles a second: a second, finer and opposed layer is added by itself.
        specular: reflectance straight on (0.02 water, 0.04 plastic, 0.6+ metal).
        roughness: 0 mirror .. 1 matte; chooses how blurred the environment is reflected.
        metal: 1 tints reflections with the albedo and has no diffuse part.
        emissive: radiance added (over 1 blooms), times the texture's fourth channel.
        mirror: share of planar reflection (0..1) about the scene's mirror plane; needs ``Scene.mirror``.
        ripple: how far reflections are displaced by the bump, in image heights.
        translucent: light that comes through from behind, 0..1, tinted with ``through``.
        clear: 1 for a body of clear coloured liquid or glass: shows the environment behind through it,
            tinted by ``through`` to the power of its thickness towards the eye.
        shadowed: takes the shadows that fall on the ground.
        fog: share of the scene's fog that it takes.
        two_sided: draw back faces too.
        fine: shade every pixel; False shades each 2 x 2 pixels once inside the surface, four times as fast,
            which suits ground, walls, water and skin without print. None: fine when a texture is laid on by
            "uv".
    """

    albedo: RGB = (0.5, 0.5, 0.5)
    texture: Texture | None = None
    mapping: Mapping = "uv"
    scale: float = 1.0
    macro: Texture | None = None
    macro_albedo: RGB = (0.5, 0.5, 0.5)
    macro_scale: float = 20.0
    bump: Texture | None = None
    bump_scale: float = 1.0
    bump_strength: float = 0.2
    bump_drift: tuple[float, float] = (0.0, 0.0)
    specular: float = 0.0
    roughness: float = 0.8
    metal: float = 0.0
    emissive: RGB = (0.0, 0.0, 0.0)
    mirror: float = 0.0
    ripple: float = 0.02
    translucent: float = 0.0
    through: RGB = (1.0, 0.6, 0.2)
    clear: float = 0.0
    shadowed: bool = False
    fog: float = 1.0
    two_sided: bool = False
    fine: bool | None = None


COLUMNS: Final = 40
_MODE: Final = {"uv": 0.0, "ground": 1.0, "wall": 2.0}


@dataclass
class TextureStore:
    """All textures of a scene with their mip chains in one flat array, and materials as rows of numbers."""

    _chunks: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    _table: list[list[int]] = field(default_factory=list)
    _rows: list[list[float]] = field(default_factory=list)
    _known: dict[int, int] = field(default_factory=dict)
    _keep: list[Any] = field(default_factory=list)
    _size: int = 0

    def texture(self, texture: Texture | None) -> int:
        """The number of ``texture`` in the store; -1 for None."""
        if texture is None:
            return -1
        if id(texture) in self._known:
            return self._known[id(texture)]
        level = texture.pixels
        h, w = level.shape[:2]
        row = [w, h, 0]
        while True:
            row.append(self._size)
            self._chunks.append(np.ascontiguousarray(level).reshape(-1))
            self._size += level.size
            h, w = level.shape[:2]
            if h == 1 and w == 1:
                break
            level = cv2.resize(level, (max(1, w // 2), max(1, h // 2)), interpolation=cv2.INTER_AREA)
        row[2] = len(row) - 3
        self._table.append(row + [0] * (19 - len(row)))
        self._known[id(texture)] = len(self._table) - 1
        self._keep.append(texture)
        return len(self._table) - 1

    def material(self, m: Material) -> int:
        """The number of material ``m`` in the store."""
        if id(m) in self._known:
            return self._known[id(m)]
        row = [0.0] * COLUMNS
        row[0:3] = m.albedo
        row[3] = m.roughness
        row[4] = m.specular
        row[5] = m.metal
        row[6:9] = m.emissive
        row[9] = self.texture(m.texture)
        row[10] = _MODE[m.mapping]
        row[11] = 1.0 / m.scale if m.mapping != "uv" else m.scale
        row[12] = self.texture(m.macro)
        row[13] = 1.0 / m.macro_scale
        row[14:17] = m.macro_albedo
        row[17] = self.texture(m.bump)
        row[18] = 1.0 / m.bump_scale
        row[19] = m.bump_strength
        row[20:22] = m.bump_drift
        row[22] = m.mirror
        row[23] = m.ripple
        row[24] = m.translucent
        row[25:28] = m.through
        row[28] = m.clear
        row[29] = 1.0 if m.shadowed else 0.0
        row[30] = m.fog
        row[31] = 1.0 if m.two_sided else 0.0
        fine = m.fine if m.fine is not None else m.texture is not None and m.mapping == "uv"
        row[32] = 1.0 if fine else 0.0
        self._rows.append(row)
        self._known[id(m)] = len(self._rows) - 1
        self._keep.append(m)
        return len(self._rows) - 1

    def arrays(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Texels (flat), table (T, 19) of [w, h, levels, offsets ...], materials (M, COLUMNS)."""
        texels = np.concatenate(self._chunks) if self._chunks else np.zeros(4, np.uint8)
        table = np.array(self._table or [[1, 1, 1] + [0] * 16], np.int64)
        return texels, table, np.array(self._rows or [[0.0] * COLUMNS], np.float32)
