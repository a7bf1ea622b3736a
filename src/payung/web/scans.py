"""Pictures of paper (PDF, JPEG, PNG) shown in a side frame of our own pages: the only answers that may be framed, and kept by nobody."""

from __future__ import annotations

from django.http import HttpResponse

MEDIA = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_HEADS = ((b"%PDF", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"))


def media_of(content: bytes) -> str:
    """What a picture is by its first bytes; empty when it is none."""
    return next((media for head, media in _HEADS if content[:1024].lstrip().startswith(head)), "")


def shown_inside(kind: str, content: bytes) -> HttpResponse:
    """The picture as an answer that pages of this office may frame, without script of its own."""
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
