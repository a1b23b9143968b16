// Keeps the lang and dir attributes of a text while it is edited. Without this
// the editor would drop them, and a quotation would lose its language.
import { Mark } from "django-prose-editor/editor";

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
