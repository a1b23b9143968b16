"""How stored files leave the site."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from library.models import Document, Photo
from library.renditions import Format
from library.uploads import EXTENSIONS
from publishing.models import FormerAddress
from publishing.previews import COOKIE, shows

INLINE_TYPES = frozenset(kind for kind in EXTENSIONS if kind.startswith("image/"))
"""What a browser may show in place: pictures that we encoded ourselves."""


def serve_file(
    request: HttpRequest,
    file: File[bytes],
    *,
    download_name: str,
    content_type: str,
    inline: bool = False,
    unchanging: bool = False,
) -> HttpResponseBase:
    """Answer with a stored file, as something to save rather than a page of ours.

    The caller has checked that the reader may have it. ``download_name`` is the
    title the reader knows; the extension follows from ``content_type``, which
    must be one that uploads may have. ``inline`` is for pictures only.
    ``unchanging`` lets the reader's own browser keep it for a year without asking: for what is
    public, at an address that names its content. Otherwise each use asks again. Shared caches
    keep nothing, as what is public today may be withdrawn tomorrow.

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
    response["Cache-Control"] = (
        "private, max-age=31536000, immutable" if unchanging else "private, no-cache"
    )
    return response


def _previewed(request: HttpRequest, kind: type[Any], slug: str) -> Any:
    """The unpublished file, for the reader of a shared preview that shows it."""
    if COOKIE not in request.COOKIES:
        return None
    found = kind.objects.filter(slug=slug).first()
    return found if found is not None and shows(request, found) else None


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file of a document, or the way to the address where it is; for its readers only."""
    readable = Document.objects.readable_by(request.user).prefetch_related("translations")
    found: Document | None = readable.filter(slug=slug).first() or _previewed(
        request, Document, slug
    )
    if found is None:
        return redirect(FormerAddress.objects.find(readable, slug), permanent=True)
    if not found.can_be_read:
        raise Http404("Only a reference to this document is kept here.")
    if found.url:
        return redirect(found.url)
    return serve_file(
        request, found.file, download_name=str(found), content_type=found.content_type
    )


@require_safe
def photo(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A picture, in place; for everybody once it is public, and for staff before."""
    viewable = Photo.objects.viewable_by(request.user)
    found: Photo | None = viewable.filter(slug=slug).first() or _previewed(request, Photo, slug)
    if found is None:
        return redirect(FormerAddress.objects.find(viewable, slug), permanent=True)
    return serve_file(
        request,
        found.image,
        download_name=slug,
        content_type=found.content_type,
        inline=True,
    )


@require_safe
def rendition(
    request: HttpRequest, slug: str, token: str, width: int, kind: str
) -> HttpResponseBase:
    """A copy of a picture, for those who may see the picture.

    An address of a former picture or of a copy that is not there leads to the picture itself.
    """
    found: Photo | None = Photo.objects.viewable_by(request.user).filter(slug=slug).first()
    if found is None:
        raise Http404("The picture does not exist, or is not public.")
    copy = found.renditions.filter(format=kind, width=width).first()
    if copy is None or request.path != found.rendition_address(Format(copy.format), width):
        return redirect(found)
    return serve_file(
        request,
        copy.file,
        download_name=slug,
        content_type=f"image/{copy.format}",
        inline=True,
        unchanging=found.is_public_now,
    )
