"""Operations on documents and photos that write several rows or take their time."""

from __future__ import annotations

import functools

from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks import task
from PIL import Image

from library.models import Photo, Rendition
from library.renditions import Copy, make_copies
from library.uploads import EXTENSIONS


def enqueue_renditions(*, photo: Photo) -> None:
    """Have the copies of a photo made in the background, if this transaction is committed."""
    make_renditions.enqueue(pk=photo.pk)


@task()
def make_renditions(pk: int) -> None:
    """Make the copies a photo lacks. Doing it again changes nothing.

    The copies are made outside of any transaction, as that takes seconds. A photo that is gone
    or has another picture by then keeps none of them: that picture has a task of its own.
    """
    photo = Photo.objects.filter(pk=pk).first()
    if photo is None or photo.has_renditions:
        return
    source = photo.image.name
    with photo.image.open("rb") as file, Image.open(file) as original:
        copies = list(make_copies(original))
    stored: list[Rendition] = []
    try:
        with transaction.atomic():
            current = Photo.objects.select_for_update(no_key=True).filter(pk=pk, image=source)
            if not current.exists():
                return
            _delete_renditions(pk)
            stored.extend(_store(pk, made) for made in copies)
            # Not by save(): nothing that an editor cares for has changed.
            current.update(renditions_of=source)
    except BaseException:
        for rendition in stored:
            rendition.file.delete(save=False)
        raise


def _store(pk: int, made: Copy) -> Rendition:
    return Rendition.objects.create(
        photo_id=pk,
        format=made.format,
        width=made.width,
        height=made.height,
        file=ContentFile(made.content, name=f"rendition{EXTENSIONS[f'image/{made.format}']}"),
    )


def _delete_renditions(pk: int) -> None:
    """Remove the copies of a former picture; the files go once the rows are gone for good."""
    for rendition in Rendition.objects.filter(photo_id=pk):
        transaction.on_commit(functools.partial(rendition.file.delete, save=False))
        rendition.delete()
