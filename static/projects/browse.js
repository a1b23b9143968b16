// Comfort for the list of projects. Without it the page works by its form and its links.
(() => {
  "use strict";

  const showFinders = (root) => {
    for (const label of root.querySelectorAll(".facet__find")) label.hidden = false;
  };

  // As it is compared: who types “cote d'ivoire” means “Côte d’Ivoire”.
  const plain = (text) => text
    .normalize("NFD").replace(/\p{M}/gu, "").replace(/’/g, "'")
    .toLocaleLowerCase(document.documentElement.lang);

  // Typing in a long facet leaves only the options that have the text.
  document.addEventListener("input", (event) => {
    const facet = document.getElementById(event.target.dataset.finds);
    if (!facet) return;
    event.stopPropagation();
    const sought = plain(event.target.value.trim());
    const more = facet.querySelector(".facet__more");
    if (more && sought) more.open = true;
    let found = false;
    for (const option of facet.querySelectorAll(".check")) {
      option.hidden = !plain(option.querySelector("span").textContent).includes(sought);
      found ||= !option.hidden;
    }
    const none = facet.querySelector("[data-none]");
    none.textContent = found ? "" : none.dataset.none;
  });
  // What is typed there is not part of the form.
  document.addEventListener("change", (event) => {
    if (event.target.dataset.finds) event.stopPropagation();
  }, true);
  // Nor does Enter there send the form, which would empty the field; in an input method it is
  // what ends a word.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.dataset.finds && !event.isComposing) event.preventDefault();
  });

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

  // Without the network the list stays as it was found last, which the reader would not notice.
  const tellAway = (isAway) => {
    const region = document.querySelector("#browse [data-away]");
    region.replaceChildren();
    if (!isAway) return;
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = region.dataset.away;
    region.append(note);
  };
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => tellAway(true));
  }

  // A request that another one replaces has not failed, but htmx would write an error to the
  // console, unless what it tells of the request says that there is none.
  let request;
  document.addEventListener("htmx:beforeRequest", (event) => {
    request = event.detail;
    tellAway(false);
  });
  document.addEventListener("htmx:abort", () => {
    if (request) request.error = null;
  }, true);

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

  // A request that is refused, or that fails, is answered with a page that says what to do.
  document.addEventListener("htmx:responseError", (event) => {
    location.assign(event.detail.pathInfo.finalRequestPath);
  });

  // An address can lead into what is folded; not every browser unfolds it.
  const unfold = () => {
    const target = document.getElementById(location.hash.slice(1));
    let wasFolded = false;
    for (let at = target?.closest("details"); at; at = at.parentElement.closest("details")) {
      wasFolded ||= !at.open;
      at.open = true;
    }
    if (wasFolded) target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);

  unfold();
  showFinders(document);
})();
