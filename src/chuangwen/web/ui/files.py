"""How stored files leave the house: pictures redrawn for view, originals only to be kept."""

from pathlib import Path, PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.models import Evidence, EvidenceFile
from chuangwen.core.files import ACCEPTED

PRIVATE = "private, max-age=600"
HARMLESS = "default-src 'none'; sandbox"


def picture_response(request: HttpRequest, evidence: Evidence) -> FileResponse | HttpResponse:
    """Give the redrawn picture of a piece of evidence, small when the address asks for `size=small`.

    :raises Http404: it has no picture.
    """
    file = evidence.file
    if file is None or not file.view:
        raise Http404
    is_small = request.GET.get("size") == "small"
    etag = quote_etag(f"{file.sha256}{'-small' if is_small else ''}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: FileResponse | HttpResponse = HttpResponse(status=304)
    else:
        name = storage.small_of(file.view) if is_small else file.view
        response = FileResponse(_lying(name).open("rb"), content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = PRIVATE
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = HARMLESS
    return response


def original_response(evidence: Evidence) -> FileResponse:
    """Give the sealed original to be kept, never shown in the page.

    :raises Http404: it is a link, which has no file.
    """
    file = evidence.file
    if file is None:
        raise Http404
    return sealed_response(file, file_name(evidence))


def sealed_response(file: EvidenceFile, name: str) -> FileResponse:
    """Give a stored file under a name, to be kept, never shown in the page."""
    path = _lying(file.original)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = HARMLESS
    response["Cache-Control"] = "private, no-store"
    return response


def file_name(evidence: Evidence) -> str:
    """Return the name to keep an original under: its own, with the ending of what it truly is."""
    kind = ACCEPTED.get(evidence.file.media_type) if evidence.file else None
    own = PurePath(evidence.name)
    endings = {kind.suffix, ".jpeg"} if kind and kind.suffix == ".jpg" else {kind.suffix if kind else ""}
    return evidence.name if own.suffix.lower() in endings else f"{evidence.name}{kind.suffix if kind else ''}"


def _lying(name: str) -> Path:
    """Return where a stored file lies.

    :raises Http404: its bytes are not there.
    """
    path = storage.path_of(name)
    if not path.is_file():
        raise Http404
    return path
