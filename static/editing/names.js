// Names what is drawn without a name: searchable choices, the editor of rich text, columns without
// a head; and lets the keyboard scroll wide tables of rows.
"use strict";
{
  const form = document.querySelector("#content-main form[method=post]");
  const labelOf = (field) => {
    const label = field.id && document.querySelector(`label[for="${field.id}"]`);
    return field.getAttribute("aria-label") || (label ? label.textContent.trim().replace(/[:：]$/, "") : "");
  };
  const named = (element, name) => {
    if (element && element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
  };
  const name = () => {
    for (const select of form.querySelectorAll("select.select2-hidden-accessible")) {
      const drawn = select.nextElementSibling;
      const label = labelOf(select);
      if (!label || !drawn) continue;
      const one = drawn.querySelector(".select2-selection--single .select2-selection__rendered");
      const chosen = [...select.selectedOptions].map((option) => option.textContent.trim()).join(", ");
      named(one, chosen ? `${label}: ${chosen}` : label);
      named(drawn.querySelector(".select2-selection--multiple"), label);
      named(drawn.querySelector(".select2-search__field"), label);
    }
    for (const editor of form.querySelectorAll(".ProseMirror")) {
      const row = editor.closest("td, .form-row");
      const source = row && row.querySelector("textarea");
      if (source && labelOf(source)) named(editor, labelOf(source));
    }
    for (const head of form.querySelectorAll(".inline-group thead th:empty")) {
      const words = document.createElement("span");
      words.className = "visually-hidden";
      words.textContent = form.querySelector("[data-row]").dataset.row;
      head.append(words);
    }
    for (const rows of form.querySelectorAll(".inline-group")) {
      if (rows.scrollWidth <= rows.clientWidth || rows.tabIndex === 0) continue;
      rows.tabIndex = 0;
      rows.setAttribute("role", "region");
      named(rows, rows.querySelector("h2").textContent.trim());
    }
  };
  if (form) {
    // They are drawn anew with each choice and each row that is added.
    new MutationObserver(name).observe(form, { childList: true, subtree: true });
    name();
  }
}
