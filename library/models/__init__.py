from library.models.documents import Document, DocumentCategory, DocumentQuerySet
from library.models.photos import Photo, PhotoConsent, PhotoQuerySet, Rendition

__all__ = [
    "Document",
    "DocumentCategory",
    "DocumentQuerySet",
    "Photo",
    "PhotoConsent",
    "PhotoQuerySet",
    "Rendition",
]
