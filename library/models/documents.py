"""Documents: agreements, reports, evaluations, minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.postgres.indexes import HashIndex
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from library.uploads import check_document, is_new, stored_name
from publishing.models import Publishable, TranslatedPublishableQuerySet, Visibility
from publishing.names import language_name


class DocumentCategory(models.TextChoices):
    """IATI code list DocumentCategory 2.03."""

    A01 = "A01", _("Impact appraisal before or after the project")
    A02 = "A02", _("Objectives or purpose")
    A03 = "A03", _("Intended ultimate beneficiaries")
    A04 = "A04", _("Conditions")
    A05 = "A05", _("Budget")
    A06 = "A06", _("Summary information about a contract")
    A07 = "A07", _("Review of performance and evaluation")
    A08 = "A08", _("Results, outcomes and outputs")
    A09 = "A09", _("Memorandum of understanding")
    A10 = "A10", _("Tender")
    A11 = "A11", _("Contract")
    A12 = "A12", _("Web page of the project")
    B01 = "B01", _("Annual report")
    B02 = "B02", _("Institutional strategy")
    B03 = "B03", _("Country strategy")
    B04 = "B04", _("Aid allocation policy")
    B05 = "B05", _("Procurement policy and procedure")
    B06 = "B06", _("Institutional audit report")
    B07 = "B07", _("Country audit report")
    B08 = "B08", _("Exclusions policy")
    B09 = "B09", _("Institutional evaluation report")
    B10 = "B10", _("Country evaluation report")
    B11 = "B11", _("Sector strategy")
    B12 = "B12", _("Thematic strategy")
    B13 = "B13", _("Memorandum of understanding with a country")
    B14 = "B14", _("Evaluations policy")
    B15 = "B15", _("General terms and conditions")
    B16 = "B16", _("Web page of the organisation")
    B17 = "B17", _("Web page of a country or region")
    B18 = "B18", _("Web page of a sector")


class DocumentQuerySet(TranslatedPublishableQuerySet):
    """Questions about documents."""

    @staticmethod
    def is_public(at: dt.datetime | None = None, prefix: str = "") -> Q:
        """A document is public when it is published and its access is public."""
        return TranslatedPublishableQuerySet.is_public(at, prefix) & Q(
            **{f"{prefix}access": Visibility.PUBLIC}
        )

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """Public documents; for staff who may see documents, all of them."""
        return self.all() if user.has_perm("library.view_document") else self.public()


class Document(TranslatableModel, Publishable):
    """A file we hold, an address elsewhere, or only a reference to what was published.

    A source whose address is not known is still named, with its publisher and date.
    """

    published_with_owner = True

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        description=models.TextField(
            _("description"), blank=True, help_text=_("What a reader finds in it, in a sentence.")
        ),
    )
    category = models.CharField(_("category"), max_length=3, choices=DocumentCategory)
    language = models.CharField(
        _("language"),
        max_length=10,
        default="en",
        help_text=_("ISO 639-1 code of the language the document is written in, such as en."),
    )
    access = models.CharField(
        _("access"),
        max_length=12,
        choices=Visibility,
        default=Visibility.INTERNAL,
        help_text=_("Who may open it, once it is published."),
    )
    file = models.FileField(
        _("file"),
        upload_to=stored_name,
        blank=True,
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument or text."),
    )
    url = models.URLField(
        _("web address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text=_("Where it can be read, when we do not hold the file ourselves; if known."),
    )
    content_type = models.CharField(_("file type"), max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    dated = models.DateField(
        _("date of the document"), null=True, blank=True, help_text=_("As printed on it.")
    )
    edition = models.CharField(
        _("edition"), max_length=40, blank=True, help_text=_("For example: second edition.")
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("replaces"),
        help_text=_("The earlier version that this one replaces."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    _checked: File[bytes] | None = None

    objects = DocumentQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-dated", "-pk"]
        indexes = [HashIndex(fields=["url"], name="library_document_url")]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_file_or_address",
                condition=Q(file="") | Q(url=""),
                violation_error_message=_("Give a file or a web address, not both."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_its_own_successor",
                condition=Q(supersedes=None) | ~Q(supersedes=F("pk")),
                violation_error_message=_("A document cannot replace itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_in()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("library:document", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        try:
            self._take_in()
        except ValidationError as error:
            raise ValidationError({"file": error}) from error

    def _take_in(self) -> None:
        """Checks a new upload by its content, whichever way it came in."""
        if self.file and is_new(self.file) and self._checked is not self.file.file:
            kind = check_document(self.file.file)
            self.content_type, self.size = kind.content_type, self.file.size
            self.file.name = f"document{kind.extension}"
            self._checked = self.file.file

    IS_HELD = ~Q(file="") | ~Q(url="")
    """Which documents ``can_be_read``, for a query."""

    @property
    def can_be_read(self) -> bool:
        """Whether there is a file or an address, not only a reference."""
        return bool(self.file or self.url)

    @property
    def language_name(self) -> str:
        """The document's language in the reader's language."""
        return language_name(self.language)
