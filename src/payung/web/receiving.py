"""Files on their way in from a browser: kept as they arrive, small ones in memory, large ones under a key that only this process knows.

Nothing that anybody sends lies readable on a disk, no whole file is in memory, and of somebody who is not signed in nothing is kept at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.http import HttpRequest

from payung.exchange.lending import lend
from payung.governance.rules.handed import Handed
from payung.governance.rules.spool import Spool

MOST_BYTES = 150 * 2**20
"""Of one file, as intake takes it; what comes beyond is not kept, and the file is told to be too large."""


class ReceivedFile(UploadedFile):
    """A file that came in a form. `too_large`: its end was not kept."""

    def __init__(self, spool: Spool, name: str, content_type: str) -> None:
        super().__init__(None, name, content_type, spool.size)
        self._spool = spool
        self._rest: Iterator[bytes] | None = None

    @property
    def too_large(self) -> bool:
        """Whether it is beyond what one file may hold."""
        return self._spool.size > MOST_BYTES

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The content from its beginning, in the pieces in which it is kept."""
        return self._spool.chunks()

    def read(self, size: int = -1) -> bytes:
        """The content from its beginning: all of it, or the first `size` bytes."""
        if size < 0:
            return b"".join(self._spool.chunks())
        held = b""
        for piece in self._spool.chunks():
            held += piece
            if len(held) >= size:
                break
        return held[:size]

    def seek(self, offset: int, whence: int = 0) -> int:
        """Reading always begins at the beginning."""
        return 0

    def close(self) -> None:
        """Let go of the content."""
        self._spool.close()

    def handed(self) -> Handed:
        """The file as actions take it."""
        return Handed(self.name or "", self._spool.digest, self._spool.size, self._spool.chunks)


class SealedUploadHandler(FileUploadHandler):
    """Django's hand for each file of a form."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins. Of somebody who is not signed in none is taken."""
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile
        self._spool = Spool(Path(settings.PAYUNG_DATA) / "files")
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it; once it is too large the rest is only counted."""
        if self._spool.size <= MOST_BYTES:
            self._spool.put(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile:
        """Its end."""
        return ReceivedFile(self._spool, self.file_name or "", self.content_type or "")


def received(request: HttpRequest, name: str) -> list[Handed]:
    """The files of the field `name` as actions take them, in the order chosen; fields that were left empty hold none."""
    return [each.handed() for each in request.FILES.getlist(name) if isinstance(each, ReceivedFile)]


@contextmanager
def lent(files: Sequence[Handed]) -> Iterator[list[Path]]:
    """The files under paths of their own for actions that read from a path; without a disk where the system can do so."""
    with TemporaryDirectory(prefix="payung-") as folder, ExitStack() as held:
        paths = []
        for place, file in enumerate(files):
            inside = Path(folder) / str(place)
            inside.mkdir()
            held.callback(inside.rmdir)
            paths.append(lend(_whole(file.chunks()), Path(file.name).name[:200] or "berkas", inside, held))
        yield paths


def _whole(pieces: Iterable[bytes]) -> bytes:
    return b"".join(pieces)
