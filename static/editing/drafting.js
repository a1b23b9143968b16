// Saves the draft while somebody types, says who else has the page open, shows a preview beside it.
// Where something is added there is no draft yet: what is typed is kept for whoever types it.
"use strict";
{
  const panel = document.getElementById("panel");
  const form = document.querySelector("#content-main form[method=post]");
  const status = document.getElementById("autosave");
  const others = document.getElementById("others");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const WAIT = 4000;
  const ALIVE = 20000;

  // The draft
  let timer = 0;
  const begun = form.querySelector("[name=_begun]");
  let stopped = !begun && form.querySelector("[name=_opened]").value === "";
  let running = false;
  let newer = false;
  const save = async () => {
    if (stopped || running) return;
    running = true;
    newer = false;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("_autosave", "1");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, redirect: "error" });
      if (answer.status === 409) {
        stopped = true;
        status.textContent = panel.dataset.unsaved;
      } else if (answer.status === 423) {
        stopped = true;
        status.textContent = panel.dataset.held;
      } else if (answer.ok) {
        if (!newer) form.dispatchEvent(new Event("autosaved"));
        const said = await answer.json();
        if (begun && !begun.value) {
          begun.value = said.begun;
          history.replaceState(null, "", said.address);
        }
        const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
        status.textContent = [`${panel.dataset.saved} ${now}.`, ...said.problems].join(" ");
        refresh();
      } else {
        status.textContent = panel.dataset.offline;
      }
    } catch {
      status.textContent = panel.dataset.offline;
    }
    running = false;
  };
  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => {
      newer = true;
      clearTimeout(timer);
      timer = setTimeout(save, WAIT);
    });
  }
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });

  // Who else is here
  const here = async () => {
    try {
      const answer = await fetch(panel.dataset.presence, { method: "POST", headers: { "X-CSRFToken": token } });
      if (!answer.ok) return;
      const names = (await answer.json()).others;
      const said = names.length ? `${panel.dataset.open} ${names.join(", ")}` : "";
      if (others.textContent.trim() !== said) others.textContent = said;
    } catch { /* told again in a while */ }
  };
  if (panel.dataset.presence) {
    here();
    setInterval(here, ALIVE);
  }

  // The preview
  let frame = null;
  const address = () => panel.dataset.preview + location.search;
  const refresh = () => { if (frame) frame.src = address(); };
  if (panel.dataset.preview) {
    const bar = document.createElement("p");
    bar.className = "panel__tools";
    const button = (text, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = text;
      made.addEventListener("click", act);
      bar.append(made);
      return made;
    };
    const phone = button(panel.dataset.phone, () => frame?.classList.add("is-phone"));
    const desk = button(panel.dataset.desk, () => frame?.classList.remove("is-phone"));
    phone.hidden = desk.hidden = true;
    const toggle = button(panel.dataset.show, () => {
      if (frame) {
        frame.remove();
        frame = null;
      } else {
        frame = document.createElement("iframe");
        frame.className = "beside is-phone";
        frame.title = panel.dataset.show;
        frame.setAttribute("sandbox", "allow-same-origin");
        frame.src = address();
        document.getElementById("content").append(frame);
      }
      document.body.classList.toggle("has-preview", frame !== null);
      phone.hidden = desk.hidden = frame === null;
      toggle.textContent = frame ? panel.dataset.hide : panel.dataset.show;
      toggle.setAttribute("aria-expanded", String(frame !== null));
    });
    toggle.setAttribute("aria-expanded", "false");
    bar.prepend(toggle);
    panel.append(bar);
  }
}
