import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from library.storage import DurableFileSystemStorage


@pytest.fixture
def storage(tmp_path):
    return DurableFileSystemStorage(location=tmp_path)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_kept_with_its_content(storage, tmp_path):
    name = storage.save("photo/2025/a.jpg", ContentFile(b"content"))

    assert name == "photo/2025/a.jpg"
    assert (tmp_path / name).read_bytes() == b"content"
    assert files(tmp_path) == {name}


def test_a_taken_name_is_never_overwritten(storage, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"first")
    # As if the other file had come between the question and the answer.
    names = iter(["a.txt", "b.txt"])
    monkeypatch.setattr(storage, "get_available_name", lambda *_args, **_kwargs: next(names))

    assert storage.save("a.txt", ContentFile(b"second")) == "b.txt"
    assert (tmp_path / "a.txt").read_bytes() == b"first"
    assert (tmp_path / "b.txt").read_bytes() == b"second"


@pytest.mark.parametrize("failing", ["fsync", "link"])
def test_a_full_disk_leaves_nothing(storage, tmp_path, monkeypatch, failing):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, failing, full)

    with pytest.raises(OSError, match="No space left"):
        storage.save("a.txt", ContentFile(b"content"))
    assert files(tmp_path) == set()


def test_content_is_on_the_disk_before_the_name(storage, monkeypatch):
    calls = []
    fsync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda fd: (calls.append("fsync"), fsync(fd)))
    monkeypatch.setattr(os, "link", lambda *names: (calls.append("link"), link(*names)))

    storage.save("a.txt", ContentFile(b"content"))

    assert calls == ["fsync", "link", "fsync"]


def test_uploads_are_no_static_files(settings):
    assert isinstance(storages["default"], DurableFileSystemStorage)
    assert not Path(settings.MEDIA_ROOT).is_relative_to(settings.STATIC_ROOT)
