"""The demo partnership: what the public record says, and made-up neighbours marked as such.

The content is in ``data/*.toml``, to be read and edited there. A text is keyed by its language
(``title.en``, ``title.ja``), a relation names the other by its address or code, and blank lines
make the paragraphs of a rich text. What is not listed in a public source has ``is_demo = true``.
"""

from partnership.demo.load import RealContentError, load_demo

__all__ = ["RealContentError", "load_demo"]
