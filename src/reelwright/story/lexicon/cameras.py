"""What people call camera moves and shot sizes.

A phrase counts wherever it stands; one that starts with ``?`` is also an everyday word, and counts only
beside a cue ("drone shot", "slow crane move") or in a clause that holds nothing but film language ("...,
crane, noir").
"""

from __future__ import annotations

from typing import Final

from reelwright.story.vocabulary import Camera, ShotSize

__all__ = ["CAMERAS", "CAMERA_VERBS", "SIZES"]

CAMERAS: Final[dict[Camera, str]] = {
    Camera.STATIC: """
    ?static, static shot, static camera, locked off, locked off shot, lock off, locked camera, fixed
    camera, fixed shot, ?tripod, on a tripod, tripod shot, still camera, stationary camera, stationary
    shot, ?stationary, no camera movement, no camera motion, camera does not move
    """,
    Camera.PAN_LEFT: """
    pan left, pans left, panning left, pan to the left, pans to the left, panning to the left, left pan,
    pan from right to left, pan right to left, leftward pan
    """,
    Camera.PAN_RIGHT: """
    pan right, pans right, panning right, pan to the right, pans to the right, panning to the right,
    right pan, ?pan, panning shot, pan shot, camera pan, slow pan, pan across, pan from left to right,
    pan left to right, rightward pan, ?panning, panoramic shot, whip pan, panning camera, camera panning
    """,
    Camera.TILT_UP: """
    tilt up, tilts up, tilting up, upward tilt, tilt upward, tilt upwards, tilting upward, ?tilt, tilt
    shot, camera tilt, tilting shot
    """,
    Camera.TILT_DOWN: """
    tilt down, tilts down, tilting down, downward tilt, tilt downward, tilt downwards, tilting downward
    """,
    Camera.DOLLY_IN: """
    dolly in, dolly in shot, dollies in, dollying in, ?dolly, dolly shot, dolly forward, dolly move,
    dolly toward, dolly towards, dolly push, push in, pushes in, pushing in, push in shot, slow push,
    camera push, push forward, move in slowly, ?forward tracking, camera moves in, camera moves closer,
    camera moves forward, slow approach shot, vertigo effect, dolly zoom
    """,
    Camera.DOLLY_OUT: """
    dolly out, dolly out shot, dollies out, dollying out, dolly back, dolly away, dolly backward, pull
    back, pulls back, pulling back, pull back shot, pull out, pulls out, pulling out, pull out shot,
    pullback, pullback shot, camera pulls away, camera moves back, camera retreats
    """,
    Camera.TRACKING: """
    ?tracking, tracking shot, tracking camera, camera tracking, track shot, follow shot, following shot,
    ?follow cam, follow cam, chase cam, steadicam, steadicam shot, steady cam, gimbal shot, ?gimbal,
    camera follows, camera following, followed by the camera, tracked by the camera, trucking shot,
    truck left, truck right, side tracking, lateral tracking shot, ?truck shot, slider shot, camera
    slides, travelling shot, traveling shot, dolly along, side scrolling shot
    """,
    Camera.CRANE: """
    crane shot, ?crane, crane up, crane down, craning, craning shot, crane move, crane camera, jib shot,
    jib, ?jib up, boom shot, boom up, camera rises, camera cranes, pedestal up, rising shot, rising
    camera, camera lifts
    """,
    Camera.HANDHELD: """
    handheld, hand held, handheld shot, handheld camera, hand held camera, shaky cam, shaky camera,
    camera shake, vlog style, found footage, bodycam, gopro, pov shot, first person view, ?pov, point of
    view shot, selfie style
    """,
    Camera.DRONE: """
    drone shot, ?drone, drone footage, drone view, drone camera, drone flyover, drone flight, drone
    video, ?aerial, aerial shot, aerial view, aerial footage, aerial drone shot, aerial drone footage,
    aerial drone, aerials, bird's eye view, birds eye view, bird s eye view, bird's eye, flyover,
    flyover shot, fly over shot, ?fly through, flythrough, fpv, fpv drone, fpv shot, fpv drone shot, top
    down aerial, helicopter shot, filmed from above, seen from above, shot from above, view from above,
    overhead drone shot, from the air, sweeping aerial shot
    """,
    Camera.ORBIT: """
    ?orbit, orbit shot, orbiting shot, orbiting camera, ?orbiting, camera orbits, camera orbiting,
    orbital shot, orbits around the subject, arc shot, arcing shot, 360 shot, 360 degree shot, 360
    orbit, 360 spin, 360 view, 360 degree view, 360 rotation, circular shot, circling shot, circle
    around, camera circles, camera circling, camera rotates, camera revolves, rotating shot, rotating
    camera, turntable shot, bullet time
    """,
    Camera.ZOOM_IN: """
    zoom in, zooms in, zooming in, ?zoom, zoom shot, slow zoom, slow zoom in, camera zoom, crash zoom,
    zoom in shot, ?zooming, zoom into, zoom onto, zoom on
    """,
    Camera.ZOOM_OUT: """
    zoom out, zooms out, zooming out, zoom out shot, slow zoom out, reverse zoom, zoom away, zoom back
    """,
}

CAMERA_VERBS: Final[dict[Camera, str]] = {
    Camera.PAN_LEFT: "pan left, pan to the left, sweep left",
    Camera.PAN_RIGHT: "pan, pan right, pan to the right, pan across, sweep, sweep across, sweep right",
    Camera.TILT_UP: "tilt, tilt up, tilt upward, look up",
    Camera.TILT_DOWN: "tilt down, tilt downward, look down",
    Camera.DOLLY_IN: """
    push, push in, push forward, push toward, push towards, dolly, dolly in, dolly forward, move in,
    move closer, move forward, move toward, move towards, approach, close in, creep in, glide in, glide
    forward, glide toward, glide towards, come closer, get closer
    """,
    Camera.DOLLY_OUT: """
    pull back, pull out, pull away, dolly out, dolly back, dolly away, move back, move away, move
    backward, move out, retreat, back away, glide back
    """,
    Camera.TRACKING: """
    track, follow, follow along, move alongside, track alongside, move with, truck, slide, glide, glide
    along, glide across, glide through, move along, travel, move through, trail, chase, slide past
    """,
    Camera.CRANE: """
    rise, rise up, crane, crane up, crane down, lift, lift up, boom up, ascend, descend, lower, soar up,
    go up
    """,
    Camera.DRONE: """
    fly, fly over, fly above, fly through, soar, soar over, soar above, hover, hover over, swoop, swoop
    over, float over
    """,
    Camera.ORBIT: """
    orbit, orbit around, circle, circle around, rotate, rotate around, revolve around, arc, arc around,
    spin around, turn around, move around
    """,
    Camera.ZOOM_IN: "zoom, zoom in, zoom into, zoom on",
    Camera.ZOOM_OUT: "zoom out, zoom back",
    Camera.STATIC: """
    stay still, remain still, stay fixed, be fixed, be static, be still, be locked, hold still, hold,
    stay, remain static, remain, be locked off, do not move
    """,
    Camera.HANDHELD: "shake, wobble, be handheld, be shaky",
}
"""What the words "the camera" are followed by, as lemmas."""

SIZES: Final[dict[ShotSize, str]] = {
    ShotSize.EXTREME_CLOSE_UP: """
    extreme close up, extreme close up shot, extreme closeup, extreme close shot, ecu, macro shot,
    ?macro, macro photography, macro lens, macro footage, macro view, macro close up, macro detail,
    detail shot, ?detail shot, super close up, tight close up, very close up, microscopic view
    """,
    ShotSize.CLOSE_UP: """
    close up, close up shot, closeup, closeup shot, close shot, tight shot, up close, ?close, product
    close up, close up view, close view, beauty shot, hero shot
    """,
    ShotSize.MEDIUM_CLOSE_UP: """
    medium close up, medium close up shot, medium closeup, mcu, head and shoulders, head and shoulders
    shot, head shot, headshot, bust shot, portrait shot, talking head
    """,
    ShotSize.MEDIUM: """
    medium shot, ?medium, mid shot, ?mid, midshot, waist shot, waist up, waist up shot, medium view, two
    shot, over the shoulder shot, over the shoulder, over shoulder shot, cowboy shot, medium wide shot,
    medium wide, medium long shot
    """,
    ShotSize.FULL: """
    full shot, ?full, full body, full body shot, full length, full length shot, head to toe, full
    figure, whole body
    """,
    ShotSize.WIDE: """
    wide shot, ?wide, wide angle, wide angle shot, wide angle view, wide angle lens, wide view, long
    shot, ?long shot, establishing shot, wide establishing shot, landscape shot, master shot,
    ?establishing
    """,
    ShotSize.EXTREME_WIDE: """
    extreme wide shot, extreme wide, extreme wide angle, extreme wide angle shot, ultra wide, ultra wide
    shot, ultra wide angle, very wide shot, extreme long shot, epic wide shot, vast wide shot, panoramic
    view, ?panorama, panoramic vista
    """,
}
