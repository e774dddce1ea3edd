"""Prompt to picture without a model: a small, deterministic 3D engine.

A :class:`Spec` (prompt, seed, exact length) opened at a size is a :class:`PrevisSource`: frame ``n`` is a
pure function of the spec, the size and ``n``. The way of a frame::

    Spec -> casting (nouns to figures, props, stand-ins) -> setting.build(stage) -> Scene     once, at opening
    Scene at t -> camera -> opaque triangles (visibility buffer, MSAA) -> sprites and figures front to back
      -> shading -> particles -> ink or paint -> lens blur and bloom -> tone, look, grain -> BT.709 planes

World: metres, x to the right, y up, z away from the first camera, ground at y = 0; seconds from the start
of the shot; colours are linear Rec.709. ``scene.Scene`` says everything a shot can hold. Families grow by
adding one file to a folder; nothing lists the members.

**A setting**: ``settings/NAME.py`` sets ``FAMILIES`` (best first) and ``build``::

    FAMILIES = (Family.BEACH,)

    def build(stage: Stage) -> Scene:
        actor = stage.actor(heading=0.0)                  # the subject: figure, prop or stand-in; heading 0
        is +x shot = stage.compose(actor.bounds, floor=0.4)     # the solved camera over the whole move
        air = atmosphere(stage.prompt.time, stage.prompt.weather, seed=stage.spec.seed % 1000)
        scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
        scene.meshes.append(grid(edge, edge, 0.0, Material((0.6, 0.5, 0.35), shadowed=True,
        mapping="ground"))) actor.enter(scene)
        scene.focus, scene.blur = shot.focus, shot.blur()
        scene.shadow_centre, scene.shadow_size = lambda t: actor.bounds.base(t)[::2], 20.0
        scene.particles += falling(stage.prompt.weather, stage.spec.seed)
        return scene

``stage.random("name")`` is seeded randomness, ``stage.words`` what was said about the place,
``stage.prompt.others`` with ``stage.other(i, at)`` the other things, ``stage.clear_of_camera`` a mask
against things before the lens. ``scene.mirror = 0.0`` with a ``Material(mirror=1.0, specular=0.05,
bump=Texture.bump(noise))`` makes wet streets.

**A prop**: ``props/NAME.py`` sets ``NOUNS`` and ``build``; it stands at the origin and faces -z::

    NOUNS = ("vase", "flower vase")

    def build(stage: Stage, subject: Subject) -> Prop:
        glaze = Material(albedo=(0.1, 0.2, 0.5), specular=0.05, roughness=0.15)
        outline = [(0.0, 0.0), (0.06, 0.0), (0.10, 0.10), (0.04, 0.24), (0.05, 0.27)]    # (radius, height)
        return Prop([lathe(outline, glaze)], size=(0.2, 0.27, 0.2))

``Mesh(motion=lambda t: (vertices, normals))`` moves; ``Material(clear=0.9, through=(1.0, 0.6, 0.1))`` is
honey or glass, ``emissive`` shines (over 1 blooms; a texture's fourth channel says where), ``fine=True``
shades every pixel.

**A sprite**: an upright picture turned to the camera, lit by the scene::

    leaf = drawn("fern-0", 1, lambda: svg_pixels(SVG, 400), relief=0.5, translucent=0.6)   # cached by
    (name, version) scene.sprites.append(
        Sprites((leaf,), positions, heights, which, flip=flip, sway=0.1, shade=0.3, reach=60.0)   # N of each
    )

**A figure** implements ``scene.Layer``: ``draw(view, t, light) -> Tile | None`` and ``shadow(t, light)``;
nouns reach the figures through ``figures.find`` and ``figures.motion``, see ``rigs``.

**A look**: ``looks/NAME.py``::

    STYLES = (Style.NOIR,)
    LOOK = Look(contrast=0.75, mono=1.0, grain=0.03, vignette=0.5, bloom=0.6)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.previs.casting import Casting, Role, cast
    from reelwright.previs.source import PrevisSource, warm
    from reelwright.previs.spec import Quality, Spec
    from reelwright.previs.version import VERSION

__all__ = ["VERSION", "Casting", "PrevisSource", "Quality", "Role", "Spec", "cast", "warm"]

_HOME = {
    "Casting": "casting",
    "Role": "casting",
    "cast": "casting",
    "VERSION": "version",
    "PrevisSource": "source",
    "warm": "source",
    "Quality": "spec",
    "Spec": "spec",
}


def __getattr__(name: str) -> Any:
    # Compilers and codecs are loaded when something is drawn, not when a floor above imports this package.
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
