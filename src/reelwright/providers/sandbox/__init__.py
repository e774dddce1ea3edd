"""Loopback stand-ins for the hosted providers: their wire formats, real clips, exact bills, faults."""

from reelwright.providers.sandbox.clip import ClipOrder, MakeClip
from reelwright.providers.sandbox.clock import Clock, ManualClock, Pace, WallClock
from reelwright.providers.sandbox.courier import Delivery
from reelwright.providers.sandbox.exchange import Record
from reelwright.providers.sandbox.fault import KINDS, Fault
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.sandbox import NAMES, PLANNERS, Sandbox
from reelwright.providers.sandbox.serve import DEFAULT_PORT, ports_from, serve
from reelwright.providers.sandbox.signature import FAL_KEY_SET, SVIX_SECRET, fal_headers, svix_headers

__all__ = [
    "DEFAULT_PORT",
    "FAL_KEY_SET",
    "KINDS",
    "NAMES",
    "PLANNERS",
    "SVIX_SECRET",
    "ClipOrder",
    "Clock",
    "Delivery",
    "Fault",
    "Job",
    "MakeClip",
    "ManualClock",
    "Outcome",
    "Pace",
    "Phase",
    "Record",
    "Sandbox",
    "WallClock",
    "fal_headers",
    "ports_from",
    "serve",
    "svix_headers",
]
