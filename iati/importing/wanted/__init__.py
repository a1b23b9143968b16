"""What an activity asks the database to hold: its project's values, texts and rows.

Mapped, beside what is plain from the names:

- Texts are kept in every language the file uses, also in those the interface is not in. The
  general description is the summary; where it is long, its first sentences are, and all of it
  is the background. Of type 2 it is the objectives, 3 the target groups, 4 (other) the
  background.
- An activity that has no countries, regions or sectors of its own has those of its
  transactions, without shares. Shares that do not add up are left empty, with a warning.
- Sectors of the vocabularies 7 and 8 and tags of 2 and 3 are goals and targets of the SDGs.
- Figures of one dimension or place are parts of the value given for all, if there is one.
- Documents of results are documents of the project.
- Values may be added up only where the file says so.

Not kept until the model knows them: planned disbursements, conditions, humanitarian scopes,
collaboration, flow, finance, aid and tied types, contacts, legacy data and the other
identifiers but the reporting organisation's own (A1), which is the agency code.
"""

from iati.importing.wanted.context import Context
from iati.importing.wanted.project import project_fields, project_texts, rows

__all__ = ["Context", "project_fields", "project_texts", "rows"]
