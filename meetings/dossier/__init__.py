"""The review dossier: compiled from the data, kept as rows, and rendered from them.

``compile`` asks the database and returns plain rows (entries); ``outline`` turns entries into
headings, paragraphs and tables in a language; the page, the PDF and the Word file each draw that
same outline, so that they cannot say different things.
"""
