// Comfort for the list of projects. Without it the page works by its form and its links.
(() => {
  "use strict";

  const showFinders = (root) => {
    for (const label of root.querySelectorAll(".facet__find")) label.hidden = false;
  };

  // Typing in a long facet leaves only the options that have the text.
  document.addEventListener("input", (event) => {
    const facet = document.getElementById(event.target.dataset.finds);
    if (!facet) return;
    event.stopPropagation();
    const sought = event.target.value.trim().toLocaleLowerCase();
    const more = facet.querySelector(".facet__more");
    if (more && sought) more.open = true;
    for (const option of facet.querySelectorAll(".check")) {
      option.hidden = !option.textContent.toLocaleLowerCase().includes(sought);
    }
  });
  // What is typed there is not part of the form.
  document.addEventListener("change", (event) => {
    if (event.target.dataset.finds) event.stopPropagation();
  }, true);

  // On a small screen the filters cover what was found.
  document.addEventListener("submit", (event) => {
    const facets = event.target.querySelector("#facets:popover-open");
    if (facets) facets.hidePopover();
  });

  // What was left empty is not part of the selection, nor of the addresses that repeat it.
  document.addEventListener("htmx:configRequest", (event) => {
    const { formData } = event.detail;
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });

  // Going back leads to the last selection, not to each pause in typing nor to the same one.
  document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    const { history, requestConfig } = event.detail;
    const isTyped = requestConfig.triggeringEvent?.type === "input";
    const isSame = new URL(history.path, location.href).href === location.href;
    if (isTyped || isSame) history.type = "replace";
  });

  // New counts leave the facets as the reader had them: open or closed.
  let open = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    open = new Map([...document.querySelectorAll("#browse details[id]")].map((d) => [d.id, d.open]));
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, wasOpen] of open) {
      const details = document.getElementById(id);
      if (details && wasOpen) details.open = true;
    }
    showFinders(document);
  });

  showFinders(document);
})();
