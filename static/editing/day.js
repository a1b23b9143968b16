// The page of the day: it saves by itself, sends again what did not arrive, and knows the keyboard.
"use strict";
{
  const day = document.getElementById("day");
  const form = document.getElementById("note-form");
  const status = document.getElementById("note-status");
  const list = document.getElementById("outbox");
  const people = document.getElementById("attendance-form");
  const told = document.getElementById("attendance-status");
  const SLOT = `day-${day.dataset.key}`;
  const WAIT = 1500;
  const AGAIN = 3000;

  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };
  const token = () => form.elements.csrfmiddlewaretoken.value;
  const say = (place, words) => { if (place.textContent !== words) place.textContent = words; };
  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

  // What is still to be sent, kept in this browser until it has arrived.
  const stored = () => {
    try { return JSON.parse(localStorage.getItem(SLOT)) || {}; } catch { return {}; }
  };
  let outbox = stored().outbox || [];
  // What is on its way may still be lost: it is kept until it has been answered.
  const unsaved = () => dirty || sending;
  let leaving = false;
  const store = () => {
    if (leaving) return;
    const current = unsaved() ? { kind: form.elements.kind.value, entries: entries(), unanswered } : null;
    try {
      if (current || outbox.length) localStorage.setItem(SLOT, JSON.stringify({ current, outbox }));
      else localStorage.removeItem(SLOT);
    } catch { /* a browser that keeps nothing: the form still holds it */ }
  };

  // Each time is a time of its own; what is sent again unchanged is the same time.
  const entries = () => {
    form.elements.write.value = uuid();
    form.elements.unanswered.value = unanswered.join(",");
    return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  };
  const fill = (pairs) => {
    const given = new Map();
    for (const [name, value] of pairs) given.set(name, [...(given.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken") continue;
      const values = given.get(field.name) || [""];
      if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else field.value = values[0];
    }
  };

  // Answers: {ok, outdated, problems, away, said}
  const post = async (address, pairs) => {
    const body = new URLSearchParams([...pairs, ["_autosave", "1"], ["csrfmiddlewaretoken", token()]]);
    let answer;
    try {
      answer = await fetch(address, { method: "POST", body });
    } catch {
      return { away: day.dataset.offline };
    }
    if (answer.redirected || answer.status === 403) return { away: day.dataset.signedout };
    if (answer.status >= 500) return { away: day.dataset.offline };
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, outdated: answer.status === 409, problems: said.problems, said };
  };

  const overtaken = (answer) => answer.said.deleted ? day.dataset.deleted : day.dataset.outdated;
  const refresh = () => htmx.trigger("#records", "refresh");

  // The record in the form
  let dirty = false;
  let sending = false;
  let timer = 0;
  let unanswered = [];
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const save = async () => {
    if (!dirty || sending) return;
    sending = true;
    dirty = false;
    const key = form.elements.key.value;
    const sent = entries();
    unanswered.push(form.elements.write.value);
    const answer = await post(form.action, sent);
    sending = false;
    if (form.elements.key.value !== key) {
      if (dirty) later(WAIT);
      store();
      return;
    }
    if (answer.ok) {
      form.elements.opened.value = answer.said.opened;
      unanswered = [];
      say(status, `${day.dataset.saved} ${clock()}.`);
      refresh();
    } else if (answer.outdated) {
      unanswered = [];
      form.dataset.outdated = "";
      say(status, overtaken(answer));
      store();
      return;
    } else if (answer.away) {
      dirty = true;
      say(status, answer.away);
      later(AGAIN);
    } else {
      // Incomplete: it waits for what is missing.
      unanswered.pop();
      dirty = true;
      say(status, `${day.dataset.waiting} ${(answer.problems || []).join(" ")}`);
    }
    store();
    if (dirty && answer.ok) later(WAIT);
  };
  // Words make a record; what is only chosen for it waits with the form.
  const worded = () => ["title", "text"].some((name) => form.elements[name]?.value.trim());
  const touched = () => {
    dirty = worded() || form.elements.opened.value !== "";
    store();
    // What is said of a conflict stays: the button below a pressed mouse must not move.
    if ("outdated" in form.dataset) return;
    say(status, "");
    if (dirty) later(WAIT);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);

  // Save and go on: the record goes to the outbox, the form is free for the next one.
  const next = () => {
    const kept = ["kind", "agenda_item", "visibility", "language", "original_language", "kind_of_words", "csrfmiddlewaretoken"];
    for (const field of form.elements) {
      if (!field.name || kept.includes(field.name)) continue;
      if (field.multiple) for (const option of field.options) option.selected = false;
      else field.value = "";
    }
    form.elements.key.value = uuid();
    form.elements.write.value = uuid();
    dirty = false;
    unanswered = [];
    clearTimeout(timer);
    const first = [...form.elements].find((field) => ["participant", "title", "text"].includes(field.name));
    first.focus();
  };
  form.addEventListener("submit", (event) => {
    // Both versions are compared on a page of their own.
    if ("outdated" in form.dataset || "changes" in form.dataset) {
      entries();
      dirty = false;
      store();
      return;
    }
    event.preventDefault();
    if (!worded()) {
      // Blanks are no words: the field says so, and what was chosen stays.
      const empty = form.elements.title || form.elements.text;
      empty.value = "";
      empty.reportValidity();
      return;
    }
    outbox.push({ entries: entries() });
    next();
    show();
    flush();
  });

  let flushing = false;
  const flush = async () => {
    if (flushing) return;
    flushing = true;
    let record;
    while ((record = outbox.find((one) => !one.problems))) {
      const answer = await post(form.action, record.entries);
      if (answer.ok && !outbox.includes(record)) {
        say(status, day.dataset.arrived);
        refresh();
        continue;
      }
      if (answer.away) {
        say(status, answer.away);
        setTimeout(flush, AGAIN);
        break;
      }
      if (answer.ok) {
        outbox = outbox.filter((one) => one !== record);
        say(status, `${day.dataset.saved} ${clock()}.`);
        refresh();
      } else {
        record.problems = answer.outdated ? [overtaken(answer)] : answer.problems || [""];
        record.outdated = answer.outdated;
      }
      show();
    }
    flushing = false;
    show();
  };
  // What an entry says, after its kind.
  const wordsOf = (record) => {
    const given = new Map(record.entries);
    const kind = document.querySelector(`.day__kinds a[href="?kind=${given.get("kind")}"]`);
    const said = [given.get("title"), given.get("text")].filter((words) => words && words.trim());
    return `${kind ? kind.textContent : ""}: ${said.join(" ")}`;
  };
  // The times it was sent, so that what arrived of it is not taken for somebody else's.
  const sentAs = (record) => {
    const given = new Map(record.entries);
    return [...(given.get("unanswered") || "").split(","), given.get("write")].filter(Boolean);
  };
  const without = (record) => outbox.filter((one) => one !== record);
  const open = (record) => {
    outbox = without(record);
    // What is in the form waits in its place.
    if (unsaved() && worded()) outbox.push({ entries: entries() });
    const kind = new Map(record.entries).get("kind");
    if (kind !== form.elements.kind.value || "changes" in form.dataset) {
      const current = { kind, entries: record.entries, unanswered: sentAs(record), outdated: record.outdated };
      localStorage.setItem(SLOT, JSON.stringify({ current, outbox }));
      leaving = true;
      location.assign(`?kind=${kind}#note`);
      return;
    }
    restore({ entries: record.entries, unanswered: sentAs(record), outdated: record.outdated });
    show();
    flush();
    form.querySelector("textarea").focus();
  };
  const drop = (record) => {
    if (!confirm(`${day.dataset.drop}?\n\n${wordsOf(record)}`)) return;
    outbox = without(record);
    show();
    say(status, `${day.dataset.dropped} ${wordsOf(record)}`);
    (list.querySelector("button") || form.querySelector("textarea")).focus();
  };
  const button = (label, does, record) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = label;
    made.setAttribute("aria-describedby", `waits-${outbox.indexOf(record)}`);
    made.addEventListener("click", () => does(record));
    return made;
  };
  let shown = "";
  const show = () => {
    store();
    const now = JSON.stringify(outbox);
    // Left alone while nothing changes, so that the focus stays.
    if (now === shown) return;
    shown = now;
    list.replaceChildren(...outbox.map((record, place) => {
      const line = document.createElement("li");
      const words = document.createElement("p");
      words.id = `waits-${place}`;
      words.dir = "auto";
      words.textContent = `${day.dataset.waiting} ${wordsOf(record)} ${(record.problems || []).join(" ")}`;
      line.append(words, button(day.dataset.open, open, record), " ", button(day.dataset.drop, drop, record));
      return line;
    }));
  };

  // What a closed or reloaded page left behind.
  const restore = (entered) => {
    fill(entered.entries);
    unanswered = entered.unanswered || [];
    if (entered.outdated) form.dataset.outdated = "";
    dirty = true;
    say(status, day.dataset.restored);
    if (!entered.outdated) later(WAIT);
  };
  const left = stored().current;
  if (left) {
    const isSame = left.kind === form.elements.kind.value && !document.getElementById("theirs")
      && (!("changes" in form.dataset) || new Map(left.entries).get("key") === form.elements.key.value);
    if (isSame) restore(left);
    else outbox.push({ entries: left.entries });
  }
  if (outbox.length) flush();
  show();
  window.addEventListener("online", () => { flush(); save(); });

  // The running item: a form that nobody has written in yet follows it.
  document.addEventListener("htmx:afterSwap", () => {
    const records = document.getElementById("records");
    const item = form.elements.agenda_item;
    if (!dirty && !form.elements.opened.value && !("changes" in form.dataset) && records.dataset.running) {
      item.value = records.dataset.running;
    }
    for (const one of records.querySelectorAll("[data-participant]")) {
      const was = people.elements[`was-${one.dataset.participant}`];
      const now = people.elements[`now-${one.dataset.participant}`];
      if (was && was.value === now.value) was.value = now.value = one.dataset.attendance;
    }
  });

  // Attendance
  const noteAttendance = async () => {
    const changed = [...people.elements].filter((field) => {
      const was = field.name.startsWith("now-") && people.elements[field.name.replace("now", "was")];
      return was && was.value !== field.value;
    });
    if (!changed.length) return;
    const pairs = changed.flatMap((field) => {
      const was = people.elements[field.name.replace("now", "was")];
      return [[was.name, was.value], [field.name, field.value]];
    });
    const answer = await post(people.action, pairs);
    if (answer.away) {
      say(told, answer.away);
      setTimeout(noteAttendance, AGAIN);
      return;
    }
    for (const [name, value] of pairs) if (name.startsWith("now-")) people.elements[name.replace("now", "was")].value = value;
    say(told, answer.ok ? `${day.dataset.saved} ${clock()}.` : (answer.said.overtaken || []).join(" "));
    refresh();
  };
  people.addEventListener("change", noteAttendance);
  people.addEventListener("submit", (event) => { event.preventDefault(); noteAttendance(); });

  // The keyboard
  const step = (by) => {
    const buttons = [...document.querySelectorAll("#records button[name=item]")];
    const at = buttons.findIndex((button) => button.hasAttribute("aria-current"));
    const button = buttons[at < 0 ? 0 : at + by];
    if (button) button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.contains(event.target)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const link = document.querySelector(`[data-shortcut="${event.code}"]`);
    const does = {
      KeyN: () => step(1),
      KeyP: () => step(-1),
      KeyT: () => (people.querySelector("select") || people).focus(),
      KeyF: () => form.querySelector("textarea").focus(),
    }[event.code];
    if (link) { event.preventDefault(); link.click(); }
    else if (does) { event.preventDefault(); does(); }
  });
}
