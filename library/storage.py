"""Where uploads are kept."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class DurableFileSystemStorage(FileSystemStorage):
    """Writes a file wholly and durably, or not at all.

    The content goes to a temporary name in the same folder, reaches the disk
    (fsync), and only then gets its name by a hard link, which fails where the
    name is taken. A full disk or a killed process leaves no truncated file;
    at worst a ``.part`` file that nothing refers to.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        folder = Path(self.path(name)).parent
        folder.mkdir(mode=self.directory_permissions_mode or 0o777, parents=True, exist_ok=True)
        temporary = folder / f".{uuid.uuid4().hex}.part"
        try:
            with temporary.open("xb") as target:
                for chunk in content.chunks():
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            if self.file_permissions_mode is not None:
                temporary.chmod(self.file_permissions_mode)
            while True:
                try:
                    os.link(temporary, self.path(name))
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
        finally:
            temporary.unlink(missing_ok=True)
        # The name itself is on the disk only once the folder is.
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return name
