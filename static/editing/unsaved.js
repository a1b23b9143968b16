// Asks before a page with unsaved changes is left, by a language tab as much as by any link.
"use strict";
for (const form of document.querySelectorAll("#content-main form[method=post]")) {
  let changed = form.querySelector(".errornote") !== null;
  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => { changed = true; });
  }
  // A chosen file goes with the form alone.
  form.addEventListener("autosaved", () => {
    changed = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
  });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
