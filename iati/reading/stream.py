"""IATI activity files, read as a stream in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from django.utils.translation import gettext as _
from lxml import etree
from lxml.etree import _Element

from iati.reading.activity import activity
from iati.reading.records import Activity
from iati.reading.values import line_of, shown

VERSIONS = ("2.01", "2.02", "2.03")

CHUNK = 64 * 1024
MAX_PROLOGUE = 1024 * 1024
# One activity is held in memory whole. The second limit counts "<" and "=", so elements and
# attributes, each of which costs the parser far more memory than its characters.
MAX_ACTIVITY_BYTES = 16 * 1024 * 1024
MAX_ACTIVITY_MARKUP = 500_000


class UnreadableFileError(Exception):
    """The file, or the rest of it, cannot be read; the message names the remedy."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(_("Line %(line)d: %(message)s") % {"line": line, "message": message})
        self.line = line


def read_activities(source: Path | BinaryIO) -> Iterator[Activity]:
    """Yield each activity of an IATI 2.01 to 2.03 activity file.

    Raises ``UnreadableFileError`` where the file as a whole is wrong; activities that come before
    a syntax error have been yielded by then. Identifiers may repeat within the file.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield from read_activities(file)
        return
    head = _head(source)
    parser = _parser(event="end", tag="iati-activity")
    since_bytes = since_markup = 0
    line, empty = 1, True
    chunk = head
    while True:
        error = _feed(parser, chunk)
        for element in _elements(parser):
            root = element.getparent()
            if root is None or root.getparent() is not None:
                continue  # an extension's or a nested one, part of the activity around it
            yield activity(element)
            empty = False
            line = line_of(element)
            since_bytes = since_markup = 0
            element.clear()
            while element.getprevious() is not None:
                del root[0]
        if error:
            raise error
        if not chunk:
            break
        since_bytes += len(chunk)
        since_markup += chunk.count(b"<") + chunk.count(b"=")
        if since_bytes > MAX_ACTIVITY_BYTES or since_markup > MAX_ACTIVITY_MARKUP:
            raise UnreadableFileError(
                line,
                _("the activity after this line is too large to read; split it into several."),
            )
        chunk = source.read(CHUNK)
    if empty:
        raise UnreadableFileError(1, _("the file holds no activities; check that it is complete."))


def _parser(*, event: Literal["start", "end"], tag: str | None) -> etree.XMLPullParser:
    # Without huge_tree libxml2 keeps its limits on depth, text length and entity expansion;
    # without collect_ids it does not remember every xml:id of the file.
    return etree.XMLPullParser(
        events=[event],
        tag=tag,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=False,
    )


def _elements(parser: etree.XMLPullParser) -> Iterator[_Element]:
    for _event, item in parser.read_events():
        if isinstance(item, _Element):  # always so for these events; for the type checker
            yield item


def _feed(parser: etree.XMLPullParser, chunk: bytes) -> UnreadableFileError | None:
    """Give the parser the next bytes, or the end of the file when there are none."""
    try:
        if chunk:
            parser.feed(chunk)
        else:
            parser.close()
    except etree.XMLSyntaxError as error:
        return UnreadableFileError(
            error.lineno or 1,
            _("this is not well-formed XML (%(reason)s); correct it and import the file again.")
            % {"reason": error.msg},
        )
    return None


def _head(source: BinaryIO) -> bytes:
    """Read as far as the root element and make sure that it is what we read."""
    parser = _parser(event="start", tag=None)
    head = b""
    while True:
        chunk = source.read(CHUNK)
        head += chunk
        error = _feed(parser, chunk)
        for element in _elements(parser):
            _check_root(element)
            return head
        if error:
            raise error
        if not chunk or len(head) > MAX_PROLOGUE:
            raise UnreadableFileError(1, _("the file holds no XML; export it again as IATI XML."))


def _check_root(root: _Element) -> None:
    line = line_of(root)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFileError(
            line, _("files with a document type are not read; remove the <!DOCTYPE …> part.")
        )
    if root.tag == "iati-organisations":
        raise UnreadableFileError(
            line, _("this is an organisation file; give the publisher's activity file instead.")
        )
    if root.tag != "iati-activities":
        raise UnreadableFileError(
            line,
            _(
                "the root element is “%(tag)s”, so this is not an IATI activity file; give a "
                "file that starts with <iati-activities>."
            )
            % {"tag": shown(root.tag)},
        )
    version = (root.get("version") or "").strip()
    if version not in VERSIONS:
        raise UnreadableFileError(
            line,
            _(
                "the file says it is in IATI version “%(version)s”; only 2.01, 2.02 and 2.03 "
                "are read: convert it, or correct the version attribute."
            )
            % {"version": shown(version)},
        )
