"""How fields are read: texts in every language, and of other things only what is public."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from publishing.rows import by_language, rows

PREFIX = "public_"


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class TextsField(serializers.Field):
    """A text in every language it exists in, by language code."""

    def __init__(self, name: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("In each language, by its code."))
        self.name = name
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str]:
        name = self.name or str(self.field_name)
        return {
            row.language_code: text
            for row in value.translations.all()
            if (text := getattr(row, name))
        }


def rich_text() -> TextsField:
    """A text with markup."""
    return TextsField(help_text=_("HTML in each language, by its code."))


class Asked:
    """A field whose value the statement for the page brings along, so that it costs no query.

    What it says of other things is read through their ``public()``: of the rest it says what
    it would say if they did not exist.
    """

    field_name: str
    expression: Any = None

    def asked(self) -> BaseExpression:
        """What to ask for."""
        expression: BaseExpression = self.expression
        return expression

    def get_attribute(self, thing: Any) -> Any:
        """The answer."""
        return getattr(thing, PREFIX + self.field_name)


class KeyField(Asked, serializers.IntegerField):
    """The key of another thing if that is public, else null.

    ``paths`` lead to it; of several, the first at whose end is a public thing counts.
    """

    def __init__(self, model: Any, *paths: str, by: str = "pk", **kwargs: Any) -> None:
        self.model, self.paths, self.by = model, paths, by
        kwargs.setdefault("allow_null", True)
        super().__init__(read_only=True, **kwargs)

    def asked(self) -> BaseExpression:
        public = self.model.objects.public().order_by().values("pk")
        found = [
            Subquery(public.filter(**{self.by: OuterRef(path)})[:1])
            for path in self.paths or [self.field_name]
        ]
        return Coalesce(*found) if len(found) > 1 else found[0]


class KeysField(Asked, serializers.ListField):
    """The keys of other things that are public; ``back`` leads from them to this one."""

    def __init__(self, model: Any, back: str, **kwargs: Any) -> None:
        self.model, self.back = model, back
        super().__init__(child=serializers.IntegerField(), read_only=True, **kwargs)

    def asked(self) -> BaseExpression:
        found = self.model.objects.public().filter(**{self.back: OuterRef("pk")})
        return ArraySubquery(found.order_by("pk").values("pk"))


class AskedList(Asked, serializers.ListField):
    """The values of a field of rows that belong to the thing."""

    def __init__(self, queryset: QuerySet[Any], name: str, **kwargs: Any) -> None:
        self.expression = ArraySubquery(queryset.values(name))
        super().__init__(read_only=True, **kwargs)


class AskedDecimal(Asked, serializers.DecimalField):
    """A number that is computed."""

    def __init__(self, expression: Any, **kwargs: Any) -> None:
        self.expression = expression
        super().__init__(read_only=True, **kwargs)


class AskedText(Asked, serializers.CharField):
    """A text that depends on something else being public."""

    def __init__(self, expression: Any, **kwargs: Any) -> None:
        self.expression = expression
        super().__init__(read_only=True, **kwargs)


class AskedBoolean(Asked, serializers.BooleanField):
    """Whether something holds."""

    def __init__(self, expression: Any, **kwargs: Any) -> None:
        self.expression = expression
        super().__init__(read_only=True, **kwargs)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class AskedTexts(Asked, serializers.Field):
    """A text of a row, or of what it refers to, in every language; ``path`` leads to it."""

    parent: Any

    def __init__(self, path: str, **kwargs: Any) -> None:
        self.path = path
        kwargs.setdefault("help_text", _("In each language, by its code."))
        super().__init__(read_only=True, **kwargs)

    def asked(self) -> BaseExpression:
        return by_language(self.path).on(self.parent.Meta.model)

    def to_representation(self, value: Any) -> Any:
        return value


class Below(Asked, serializers.ListSerializer):
    """Rows that belong to a thing and are told with it."""

    def asked(self) -> BaseExpression:
        row: Any = self.child
        return rows(
            row.Meta.of(),
            **{
                name: one.asked() if isinstance(one, Asked) else "__".join(one.source_attrs)
                for name, one in row.fields.items()
            },
        )


MEANINGS = {
    "id": _("Its key, which never changes."),
    "slug": _("Its name in addresses."),
    "updated_at": _("When it was last changed."),
    "usd_amount": _("Value in US dollars on the value date; empty where no rate is known."),
    "percentage": _("Share in per cent. Those of one vocabulary add up to 100, or none is given."),
    "primary": _("Whether it is the main one."),
    "ascending": _("Whether more is better."),
    "all_day": _("Whether it has days but no hours."),
    "licence": _("Such as CC BY-SA 3.0 IGO; empty if all rights are reserved."),
    "usd_source": _("The exchange rate used, or who states the value in US dollars."),
}
"""What fields mean to readers where the model says it to editors, or not at all."""


class Described(serializers.ModelSerializer):
    """Every field says what it means; where nobody wrote a sentence, by the name it has."""

    def build_field(self, field_name: str, info: Any, model_class: Any, nested_depth: int) -> Any:
        made, given = super().build_field(field_name, info, model_class, nested_depth)
        if meaning := MEANINGS.get(field_name):
            given["help_text"] = meaning
        elif not given.get("help_text"):
            field = model_class._meta.get_field(field_name)
            name = capfirst(str(field.verbose_name))
            given["help_text"] = (
                _("%(thing)s: its key.") % {"thing": name} if field.is_relation else name
            )
        return made, given


class Row(Described):
    """One of those rows: ``Meta.of`` gives them by ``OuterRef`` to the thing."""

    def to_representation(self, row: Any) -> dict[str, Any]:
        return {
            name: None if row[name] is None else one.to_representation(row[name])
            for name, one in self.fields.items()
        }


class Thing(Described):
    """What is said of a thing.

    ``Meta.belongs`` names what it can be filtered by, with the paths to that; ``Meta.related``,
    what is read with it.
    """

    @classmethod
    def everything_public(cls) -> Any:
        """All of the kind that everybody may see."""
        return cls.Meta.model.objects.public()

    @classmethod
    def queryset(cls) -> Any:
        """The same, with what the fields ask for."""
        found = cls.everything_public().select_related(*getattr(cls.Meta, "related", []))
        fields = cls().fields
        if any(isinstance(one, TextsField) for one in fields.values()):
            found = found.prefetch_related("translations")
        asked = {name: one.asked() for name, one in fields.items() if isinstance(one, Asked)}
        return found.annotate(**{PREFIX + name: one for name, one in asked.items()})


class Linked(Thing):
    """A thing with the address of its page."""

    url = serializers.SerializerMethodField(help_text=_("Address of the page for people."))

    def get_url(self, thing: Any) -> str | None:
        if get_language() is None:
            return None
        return str(self.context["request"].build_absolute_uri(thing.get_absolute_url()))


UNLINKED = ["id", "slug", "updated_at", "is_demo"]
PUBLISHED = [*UNLINKED, "url"]
