"""The largest photographs we accept are read within the memory of a small server."""

import subprocess
import sys

import pytest
from PIL import Image

SIZES = {
    "baseline": ((5_400, 3_700), "CMYK", "JPEG", {"subsampling": 0}),
    "largest": ((7_740, 5_160), "CMYK", "JPEG", {"subsampling": 0}),
    "progressive": ((7_740, 5_160), "RGB", "JPEG", {"progressive": True}),
    "png": ((4_300, 2_790), "RGBA", "PNG", {"compress_level": 1}),
    "webp": ((5_000, 1_990), "RGBA", "WEBP", {"method": 0}),
    "avif": ((4_600, 2_600), "RGBA", "AVIF", {"speed": 10}),
}

READ = """
import re, sys
from pathlib import Path
import django
from django.conf import settings
settings.configure()
django.setup()
from django.core.files.base import File
from library.uploads import read_photo

def peak():
    # Of this program alone: what getrusage tells includes the one that started it.
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s*(\\d+) kB", status)[1]) // 1024

with open(sys.argv[1], "rb") as file:
    before = peak()
    photo = read_photo(File(file))
assert max(photo.width, photo.height) >= 3_000, photo.width
print(peak() - before)
"""


@pytest.mark.parametrize("case", SIZES)
def test_reading_the_largest_takes_less_than_200_megabytes(case, tmp_path):
    size, mode, kind, options = SIZES[case]
    path = tmp_path / "photo"
    noise = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size)
    noise.convert("RGB").convert(mode).save(path, kind, **options)

    # A process of its own: peaks of others do not count, and its own cannot hide behind them.
    read = subprocess.run(
        [sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True
    )

    assert 10 < int(read.stdout) < 200
