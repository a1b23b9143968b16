import pytest
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import connection, models
from django.test.utils import isolate_apps
from django_prose_editor.config import allowlist_from_extensions

from publishing.richtext import EXTENSIONS, TAGS, RichTextField, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    "<p onclick=alert(1)>x</p>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="java&#9;script:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:alert(1)">x</a>',
    '<a href="//evil.example/">x</a>',
    '<a href="/\\evil.example/">x</a>',
    '<a href="/&#9;/evil.example/">x</a>',
    '<a href="\\\\evil.example/">x</a>',
    '<a href="https:evil.example">x</a>',
    '<a href="http://[">x</a>',
    '<a href="/ok" target="_blank" ping="https://evil.example/">x</a>',
    '<iframe src="https://evil.example/"></iframe>',
    '<object data="https://evil.example/"></object>',
    '<form action="https://evil.example/"><input name=q><button>x</button></form>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/">',
    "<style>*{display:none}</style>",
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    '<p id="content" class="error" name="csrf">x</p>',
    '<span lang="x" onmouseover="alert(1)">x</span>',
    '<td colspan="9999999999">x</td>',
    '<div dir="evil">x</div>',
    "\x00<p>\x00</p>",
]
FORBIDDEN = [
    *("<script", "<img", "<svg", "<math", "<style", "<iframe", "<object", "<form", "<input"),
    *("<base", "<meta", "<link", "<template", "<noscript", "<!--", "<div", "<button"),
    *("onerror=", "onclick=", "onload=", "onmouseover=", "style=", "class=", "id=", "target="),
    *('="javascript', '="data:', '="vbscript', "evil", "ping=", "9999", "\x00"),
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_disarmed(attack):
    clean = sanitise(attack)

    assert [word for word in FORBIDDEN if word in clean.lower()] == []
    assert sanitise(clean) == clean


@pytest.mark.parametrize(
    "html",
    [
        "<p>Plain</p>",
        "<h2>Two</h2><h3>Three</h3><h4>Four</h4>",
        "<ul><li>a</li></ul>",
        '<ol start="4"><li>a</li></ol>',
        "<blockquote><p>Quoted</p></blockquote>",
        "<p><strong>a</strong><em>b</em><sub>c</sub><sup>d</sup><br>e</p>",
        '<p><a href="https://example.org/a?b=c&amp;d=e#f">a</a></p>',
        '<p><a href="mailto:desk@example.org">a</a></p>',
        '<p><a href="/projects/wells/">a</a></p>',
        '<p>He said <span lang="ja">文化</span></p>',
        '<p lang="ar" dir="rtl">نص</p>',
        (
            '<table><thead><tr><th colspan="2">a</th></tr></thead>'
            '<tbody><tr><td rowspan="2">b</td></tr></tbody></table>'
        ),
    ],
)
def test_what_editors_need_is_kept(html):
    assert sanitise(html) == html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>a & b < c</p>", "<p>a &amp; b &lt; c</p>"),
        ("<h1>One</h1><div>text <u>under</u></div>", "Onetext under"),
    ],
)
def test_the_rest_becomes_text(html, clean):
    assert sanitise(html) == clean


@pytest.fixture
def note_model(db):
    with isolate_apps("publishing"):

        class Note(models.Model):
            text = RichTextField(blank=True)
            comment = RichTextField(null=True)

            class Meta:
                app_label = "publishing"

            def __str__(self):
                return self.text

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note


BAD = "<p>Fine</p><script>alert(1)</script>"


def save(model):
    note = model(text=BAD)
    note.save()
    assert note.text == "<p>Fine</p>"


def bulk_create(model):
    model.objects.bulk_create([model(text=BAD)])


def update(model):
    model.objects.create()
    model.objects.update(text=BAD)


def bulk_update(model):
    note = model.objects.create()
    note.text = BAD
    model.objects.bulk_update([note], ["text"])


def save_without_signals(model):
    model(text=BAD).save_base(raw=True)


@pytest.mark.parametrize("write", [save, bulk_create, update, bulk_update, save_without_signals])
def test_every_way_of_writing_is_sanitised(note_model, write):
    write(note_model)

    assert list(note_model.objects.values_list("text", "comment")) == [("<p>Fine</p>", None)]


def test_searching_does_not_change_what_is_looked_for(note_model):
    note_model.objects.create(text="<h2>Trained</h2>")

    assert note_model.objects.filter(text__contains="<h2").count() == 1


def test_the_editor_offers_exactly_what_is_kept():
    assert allowlist_from_extensions(EXTENSIONS)["tags"] == TAGS
    assert RichTextField().formfield().config == {"extensions": EXTENSIONS}
    assert RichTextField().formfield(widget=AdminTextareaWidget).widget.preset == "configurable"
