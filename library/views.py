"""How stored files leave the site."""

from __future__ import annotations

import hashlib
import re

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from library.uploads import EXTENSIONS

INLINE_TYPES = frozenset(kind for kind in EXTENSIONS if kind.startswith("image/"))
"""What a browser may show in place: pictures that we encoded ourselves."""


def serve_file(
    request: HttpRequest,
    file: File[bytes],
    *,
    download_name: str,
    content_type: str,
    inline: bool = False,
    public: bool = False,
) -> HttpResponseBase:
    """Answer with a stored file, as something to save rather than a page of ours.

    The caller has checked that the reader may have it. ``download_name`` is the
    title the reader knows; the extension follows from ``content_type``, which
    must be one that uploads may have. ``inline`` is for pictures only.
    ``public`` lets shared caches keep the answer; otherwise each use asks again.

    Raises Http404 if the file is missing from the storage.
    """
    extension = EXTENSIONS[content_type]
    if inline and content_type not in INLINE_TYPES:
        raise ValueError("Only pictures are shown in place. Serve this file as a download.")
    # Stored names are never used twice, so the name says which content it is.
    etag = quote_etag(hashlib.sha256((file.name or "").encode()).hexdigest()[:32])
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            opened = file.open("rb")
        except FileNotFoundError as error:
            raise Http404("The file is missing from the storage.") from error
        name = re.sub(r"[\s/\\]+", " ", download_name.removesuffix(extension)).strip()
        response = FileResponse(
            opened,
            as_attachment=not inline,
            filename="".join(filter(str.isprintable, name)) + extension,
            content_type=content_type,
        )
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400" if public else "private, no-cache"
    return response
