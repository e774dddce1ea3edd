"""The routes under ``/_sandbox`` that every server has: look at it, and tell it what should go wrong."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Final

from reelwright.errors import OptionError
from reelwright.providers.sandbox.clock import ManualClock
from reelwright.providers.sandbox.exchange import Call, Reply
from reelwright.providers.sandbox.fault import KINDS, Fault
from reelwright.providers.sandbox.job import Job
from reelwright.providers.sandbox.service import Service

__all__ = ["PREFIX", "control"]

PREFIX: Final = "/_sandbox"


def _make(kind: Callable[..., Any], values: dict[str, Any]) -> Any:
    try:
        return kind(**values)
    except TypeError as error:
        raise OptionError(f"The fields do not fit: {error}.", hint="See docs/sandbox.md.") from None


def _overview(service: Service) -> dict[str, Any]:
    return {
        "provider": service.name,
        "title": service.title,
        "creations": service.book.made,
        "bill_usd": str(service.bill()),
        "requests": len(service.log()),
        "faults": [fault.as_dict() for fault in service.plan.waiting()],
        "fault_kinds": KINDS,
        "pace": asdict(service.pace),
    }


def _job(service: Service, job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "model": job.model,
        "task": job.task,
        "phase": job.phase(service.now),
        "outcome": job.outcome,
        "prompt": job.order.prompt,
        "seconds": str(job.order.seconds),
        "width": job.order.width,
        "height": job.order.height,
        "seed": job.order.seed,
        "created": job.created,
        "usd": str(service.owed(job)),
        "request": job.request,
    }


def _faults(service: Service, call: Call) -> Reply:
    if call.method == "POST":
        service.plan.add(_make(Fault, call.document()))
    elif call.method == "DELETE":
        service.plan.clear()
    return Reply(200, {"faults": [fault.as_dict() for fault in service.plan.waiting()]})


def _pace(service: Service, call: Call) -> Reply:
    if call.method == "POST":
        service.pace = _make(lambda **values: replace(service.pace, **values), call.document())
    return Reply(200, asdict(service.pace))


def _advance(service: Service, call: Call) -> Reply:
    clock = service.studio.clock
    if not isinstance(clock, ManualClock):
        raise OptionError("This sandbox runs on the wall clock.", hint="Start it with a manual clock.")
    clock.advance(float(call.document().get("seconds", 0)))
    return Reply(200, {"now": clock.now()})


def _requests(service: Service, call: Call) -> Reply:
    rows = [
        {
            "index": record.index,
            "at": record.at,
            "method": record.method,
            "path": record.path,
            "query": record.query,
            "headers": dict(record.headers),
            "body": record.body[:4096].decode("utf-8", "replace"),
            "event": record.event,
            "status": record.status,
            "fault": record.fault,
        }
        for record in service.log()
    ]
    return Reply(200, {"requests": rows})


def _media(service: Service, call: Call, name: str) -> Reply:
    if call.method == "POST":
        kind = call.content_type or "application/octet-stream"
        upload = service.studio.cupboard.put(call.body, kind, call.query.get("name", ""), service.now)
        url = f"{call.origin}{PREFIX}/media/{upload.id}"
        return Reply(201, {"id": upload.id, "url": url, "size": len(upload.data), "sha256": upload.sha256})
    found = service.studio.cupboard.get(name)
    if found is None:
        return Reply(404, {"error": "There is no such upload."})
    return Reply(200, found.data, content_type=found.content_type)


def control(service: Service, call: Call) -> Reply:
    """Answer a call under ``/_sandbox``; these calls are neither counted nor logged."""
    topic, _, name = call.path.removeprefix(PREFIX).strip("/").partition("/")
    match topic:
        case "":
            return Reply(200, _overview(service))
        case "faults":
            return _faults(service, call)
        case "pace":
            return _pace(service, call)
        case "advance":
            return _advance(service, call)
        case "requests":
            return _requests(service, call)
        case "jobs":
            return Reply(200, {"jobs": [_job(service, job) for job in service.book.all()]})
        case "deliveries":
            sent = [asdict(d) | {"body": base64.b64encode(d.body).decode()} for d in service.deliveries()]
            return Reply(200, {"deliveries": sent})
        case "media":
            return _media(service, call, name)
        case "reset":
            service.reset()
            return Reply(200, _overview(service))
    return Reply(404, {"error": f"There is no {call.path}."})
