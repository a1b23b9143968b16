import { Extension, Mark } from "django-prose-editor/editor";

// Keeps the lang and dir attributes of a text while it is edited. Without this
// the editor would drop them, and a quotation would lose its language.
const languageAttributes = () => ({ lang: { default: null }, dir: { default: null } });

export const Language = Mark.create({
  name: "language",
  addAttributes: languageAttributes,
  parseHTML: () => [{ tag: "span[lang]" }, { tag: "span[dir]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
  addGlobalAttributes: () => [
    {
      types: [
        "paragraph",
        "heading",
        "blockquote",
        "bulletList",
        "orderedList",
        "listItem",
        "table",
        "tableRow",
        "tableHeader",
        "tableCell",
      ],
      attributes: languageAttributes(),
    },
  ],
});

// The editor would add a style element, which the Content-Security-Policy
// refuses. The rules come from richtext/editor.css instead.
export const OwnStyles = Extension.create({
  name: "ownStyles",
  onBeforeCreate() {
    this.editor.options.injectCSS = false;
  },
});
