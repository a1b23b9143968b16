// Copies an address that is to be given to somebody. Without script it can be selected as it stands.
"use strict";
for (const button of document.querySelectorAll("[data-copies]")) {
  const source = document.getElementById(button.dataset.copies);
  const status = document.getElementById(`${button.dataset.copies}-status`);
  const select = () => {
    if (source.select) {
      source.focus();
      source.select();
    } else {
      getSelection().selectAllChildren(source);
    }
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(source.value || source.href);
      status.textContent = button.dataset.copied;
    } catch {
      // The browser keeps its clipboard to itself: the keyboard still copies.
      select();
      status.textContent = button.dataset.selected;
    }
  });
}
