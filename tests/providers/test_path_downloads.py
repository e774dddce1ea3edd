"""Results are fetched from where they may be, believed after they decode, and kept whole or not at all."""

from __future__ import annotations

import base64
import http.server
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import httpx
import pytest

from reelwright.errors import SettingsError
from reelwright.providers import Created, Http, Kind, Output, ProviderFault, Secret
from reelwright.providers.download import keep_output
from reelwright.providers.hosts import ForbiddenHostError, Network, guarded_transport, is_loopback
from reelwright.providers.http import retry_after_of
from reelwright.providers.loopback.clip import clip

CLIP = clip(Fraction(1), 1)
Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def site(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A small web server; its URL, and the Authorization header of every request."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("authorization", ""))
            answer(self)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}", asked
    finally:
        running.shutdown()
        running.server_close()
        thread.join(5)


def send(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def client(base: str) -> Http:
    return Http("acme", base, headers=lambda: {"authorization": "Bearer hush-hush"})


def keep(output: Output, folder: Path, http: Http | None, **options: object):  # type: ignore[no-untyped-def]
    return keep_output(output, folder, "take", http, wait=lambda _: None, **{"tries": 1, **options})  # type: ignore[arg-type]


def test_a_file_is_kept_with_its_digest_type_and_length(tmp_path: Path) -> None:
    with site(send(CLIP)) as (url, _):
        kept = keep(Output(url=f"{url}/a", size=len(CLIP)), tmp_path, client(url))
    assert kept.path == tmp_path / "take.mp4"
    assert kept.path.read_bytes() == CLIP
    assert (kept.clip.frames, kept.clip.width, kept.clip.height, kept.clip.seconds) == (8, 64, 36, 1)


@pytest.mark.parametrize(
    ("body", "claims", "code"),
    [
        (b"<html>sorry</html>", {}, "wrong-type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), {}, "wrong-type"),
        (CLIP[: len(CLIP) // 2], {}, "bad-download"),
        (CLIP[:40] + bytes(1000), {}, "bad-download"),
        (b"", {}, "wrong-type"),
        (CLIP, {"size": len(CLIP) + 1}, "bad-size"),
        (CLIP, {"sha256": "0" * 64}, "bad-checksum"),
    ],
)
def test_a_broken_file_is_refused_and_nothing_of_it_stays(
    tmp_path: Path, body: bytes, claims: dict[str, object], code: str
) -> None:
    with site(send(body)) as (url, _), pytest.raises(ProviderFault) as broken:
        keep(Output(url=f"{url}/a", **claims), tmp_path, client(url))  # type: ignore[arg-type]
    assert (broken.value.kind, broken.value.code, broken.value.created) == (Kind.INTEGRITY, code, Created.YES)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stops_short_is_fetched_again(tmp_path: Path) -> None:
    times = []

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        times.append(1)
        request.send_response(200)
        request.send_header("content-length", str(len(CLIP)))
        request.end_headers()
        request.wfile.write(CLIP if len(times) > 1 else CLIP[:100])

    with site(answer) as (url, _):
        assert keep(Output(url=url), tmp_path, client(url), tries=2).size == len(CLIP)
    assert len(times) == 2


def test_a_file_without_end_is_cut_off_at_the_limit(tmp_path: Path) -> None:
    with site(send(CLIP + bytes(5_000_000))) as (url, _), pytest.raises(ProviderFault) as large:
        keep(Output(url=url), tmp_path, client(url), max_bytes=100_000)
    assert large.value.code == "too-large"
    assert list(tmp_path.iterdir()) == []


def test_an_expired_link_is_asked_for_afresh(tmp_path: Path) -> None:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        (send(CLIP) if "fresh" in request.path else send(b"gone", 403))(request)

    with site(answer) as (url, _):
        fresh = Output(url=f"{url}/fresh")
        kept = keep(Output(url=f"{url}/old"), tmp_path, client(url), tries=2, refresh=lambda: fresh)
    assert kept.size == len(CLIP)


def test_the_key_goes_to_the_providers_own_server_and_nowhere_else(tmp_path: Path) -> None:
    with site(send(CLIP)) as (stranger, strange), site(send(CLIP)) as (own, known):
        http = client(own)
        keep(Output(url=f"{own}/a", auth=True), tmp_path, http)
        keep(Output(url=f"{own}/a"), tmp_path, http)
        keep(Output(url=f"{stranger}/a", auth=True), tmp_path, http)
        http.send("GET", f"{stranger}/upload")
    assert known == ["Bearer hush-hush", ""]
    assert strange == ["", ""]


def test_a_redirect_is_followed_without_the_key(tmp_path: Path) -> None:
    with (
        site(send(CLIP)) as (stranger, strange),
        site(send(b"", 302, location=f"{stranger}/b")) as (own, known),
    ):
        kept = keep(Output(url=f"{own}/a", auth=True), tmp_path, client(own))
    assert kept.size == len(CLIP)
    assert (known, strange) == (["Bearer hush-hush"], [""])


def test_a_redirect_that_goes_in_circles_ends(tmp_path: Path) -> None:
    with site(send(b"", 302, location="/again")) as (url, asked), pytest.raises(ProviderFault) as lost:
        keep(Output(url=url), tmp_path, client(url))
    assert lost.value.code == "too-many-redirects"
    assert len(asked) == 6


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/a.mp4",
        "https://localhost/a.mp4",
        "https://10.0.0.8/a.mp4",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.mp4",
        "https://[::ffff:10.0.0.1]/a.mp4",
        "https://[64:ff9b::a00:1]/a.mp4",
        "https://[2002:a00:1::]/a.mp4",
        "https://0x7f000001/a.mp4",
        "http://example.com/a.mp4",
        "file:///etc/passwd",
        "ftp://example.com/a.mp4",
    ],
)
def test_an_address_that_leads_into_the_local_network_is_not_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(ProviderFault) as forbidden:
        keep(Output(url=url), tmp_path, client("https://api.acme.example/v1"))
    assert forbidden.value.code in ("forbidden-address", "download-failed")
    assert forbidden.value.code == "forbidden-address" or "0x7f" in url
    assert list(tmp_path.iterdir()) == []


def test_every_address_of_a_name_must_be_public() -> None:
    public, private = ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("192.168.0.7")
    assert Network().check("h", [public]) == public
    with pytest.raises(ForbiddenHostError):
        Network().check("h", [public, private])
    with pytest.raises(ForbiddenHostError):
        Network(loopback=True).check("h", [private])
    assert Network(hosts=frozenset({"h"})).check("h", [private]) == private


def test_the_guard_holds_for_every_connection_of_its_transport() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        guarded = httpx.Client(transport=guarded_transport(Network()))
        with guarded, pytest.raises(ForbiddenHostError):
            guarded.get(f"http://127.0.0.1:{port}/")
        listening.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listening.accept()


def test_bytes_inside_the_answer_are_checked_like_any_file(tmp_path: Path) -> None:
    inline = "data:video/mp4;base64," + base64.b64encode(CLIP).decode()
    assert keep(Output(url=inline), tmp_path, None).size == len(CLIP)
    assert keep(Output(media=CLIP), tmp_path, None).size == len(CLIP)
    with pytest.raises(ProviderFault):
        keep(Output(url="data:video/mp4;base64,AAAA"), tmp_path, None)


@pytest.mark.parametrize("base", ["ftp://x", "http://api.example.com/v1", "https://user:pw@h/", "x", ""])
def test_a_base_url_that_would_leak_or_makes_no_sense_is_an_error(base: str) -> None:
    with pytest.raises(SettingsError):
        Http("acme", base)


def test_loopback_is_recognised_as_written() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "[::1]", "a.localhost")))
    assert not any(map(is_loopback, ("example.com", "10.0.0.1", "localhost.example.com")))


@pytest.mark.parametrize(
    ("status", "kind", "created"),
    [
        (400, Kind.INVALID, Created.NO),
        (401, Kind.AUTH, Created.NO),
        (402, Kind.QUOTA, Created.NO),
        (408, Kind.TIMEOUT, Created.MAYBE),
        (409, Kind.INVALID, Created.MAYBE),
        (422, Kind.INVALID, Created.NO),
        (429, Kind.RATE_LIMIT, Created.NO),
        (500, Kind.UNAVAILABLE, Created.MAYBE),
        (503, Kind.UNAVAILABLE, Created.MAYBE),
    ],
)
def test_a_status_says_what_went_wrong_and_what_it_may_have_cost(
    status: int, kind: Kind, created: Created
) -> None:
    with site(send(b'{"error": {"message": "key hush-hush is bad"}}', status)) as (url, asked):
        http = Http("acme", url, secrets=lambda: (Secret("KEY", "hush-hush"),))
        with pytest.raises(ProviderFault) as submitted:
            http.submit("POST", "/videos", json={})
        with pytest.raises(ProviderFault) as polled:
            http.send("GET", "/videos/1")
    assert (submitted.value.kind, submitted.value.created) == (kind, created)
    assert (polled.value.kind, polled.value.created) == (kind, Created.YES)
    assert "hush" not in str(submitted.value)
    assert "key ••• is bad" in str(submitted.value)
    assert len(asked) == 2


def test_a_submit_that_found_nobody_proves_that_nothing_was_created() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ProviderFault) as nobody:
        Http("acme", f"http://127.0.0.1:{port}").submit("POST", "/videos", json={})
    assert (nobody.value.created, nobody.value.resubmit_ok) == (Created.NO, True)


def test_a_submit_that_was_cut_off_proves_nothing() -> None:
    def hang_up(request: http.server.BaseHTTPRequestHandler) -> None:
        request.connection.close()

    with site(hang_up) as (url, asked), pytest.raises(ProviderFault) as cut:
        Http("acme", url).submit("POST", "/videos", json={})
    assert (cut.value.created, cut.value.resubmit_ok) == (Created.MAYBE, False)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"retry-after": "3"}, b"", 3.0),
        ({"retry-after-ms": "250"}, b"", 0.25),
        ({"retry-after": "-1"}, b"", None),
        ({"retry-after": "inf"}, b"", None),
        ({"retry-after": "1e99"}, b"", 86400.0),
        ({}, b'{"retry_after": "7"}', 7.0),
        ({}, b'{"detail": "Request was throttled. Your rate limit resets in ~30s."}', 30.0),
        ({}, b"[1]", None),
        ({}, b"not json", None),
    ],
)
def test_the_wait_that_a_provider_asks_for_is_found(
    headers: dict[str, str], body: bytes, seconds: float | None
) -> None:
    assert retry_after_of(httpx.Response(429, headers=headers, content=body)) == seconds
