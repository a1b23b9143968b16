// The list below the field of the search, as a combobox: arrows choose, Enter opens, Escape closes.
// What is in it comes by htmx. Without script the field is a plain one.
(() => {
  "use strict";

  const field = document.querySelector("[data-suggests]");
  const said = document.getElementById("suggestions-said");
  // Each answer is a new list.
  const list = () => document.getElementById(field.dataset.suggests);
  const options = () => [...list().querySelectorAll("[role=option]")];
  let chosen = -1;
  let isDismissed = false;

  const choose = (number) => {
    chosen = number;
    options().forEach((option, at) => option.setAttribute("aria-selected", at === chosen));
    const option = options()[chosen];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  };
  const show = (isShown) => {
    list().hidden = !isShown;
    field.setAttribute("aria-expanded", isShown);
    if (!isShown) {
      choose(-1);
      said.textContent = "";
    }
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", field.dataset.suggests);
  show(false);

  document.addEventListener("htmx:afterSwap", () => {
    const isOpen = options().length > 0 && document.activeElement === field && !isDismissed;
    show(isOpen);
    if (field.value.trim() && !isDismissed) said.textContent = list().dataset.said;
  });

  field.addEventListener("input", () => {
    isDismissed = false;
    choose(-1);
  });

  field.addEventListener("keydown", (event) => {
    // In an input method these keys choose among its own suggestions.
    if (event.isComposing) return;
    const count = options().length;
    const isOpen = !list().hidden;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const isDown = event.key === "ArrowDown";
      show(!event.altKey || isDown);
      if (event.altKey) return;
      if (isDown) choose((chosen + 1) % count);
      else choose(chosen > 0 ? chosen - 1 : count - 1);
    } else if (event.key === "Enter" && isOpen && chosen >= 0) {
      event.preventDefault();
      options()[chosen].click();
    } else if (event.key === "Escape" && isOpen) {
      // Pressed once more, it empties the field.
      event.preventDefault();
      isDismissed = true;
      show(false);
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      choose(-1);
    }
  });

  // Who presses on a suggestion does not leave the field before it is released.
  document.addEventListener("mousedown", (event) => {
    if (list().contains(event.target)) event.preventDefault();
  });
  field.addEventListener("blur", () => show(false));
  // The page may be shown again as it was left.
  window.addEventListener("pagehide", () => show(false));
})();
