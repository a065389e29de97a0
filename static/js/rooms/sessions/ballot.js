// Sends an answer and does not let go of it until the server has said that it is stored. Without this file the form is
// posted like any other. An answer waits in this tab's own storage, under a key of its own, until it is stored: a lost
// network, a restart of the server or a reload of the page lose nothing, and sent twice it is still one ballot.
(() => {
  "use strict";

  const page = document.querySelector("[data-voter]");
  const state = document.querySelector("[data-ballot-state]");
  if (!page || !state) return;
  const NAME = "answerable:unsent:";
  const TOO_OLD = 12 * 3600 * 1000;
  const PATIENCE = 15_000; // for one try
  const busy = new Set();
  const tries = {};

  // --- What waits -------------------------------------------------------------------------------
  const keep = (entry) => {
    try {
      sessionStorage.setItem(NAME + entry.wave, JSON.stringify(entry));
    } catch {
      memory[entry.wave] = entry;
    }
  };
  const memory = {}; // where the browser keeps nothing
  const waiting = (wave) => {
    try {
      const entry = JSON.parse(sessionStorage.getItem(NAME + wave)) || memory[wave];
      if (entry && entry.voter === page.dataset.voter && Date.now() - entry.at < TOO_OLD) return entry;
      if (entry) forget(wave); // somebody else's, or of another day
    } catch {
      return memory[wave];
    }
    return undefined;
  };
  const forget = (wave) => {
    delete memory[wave];
    try {
      sessionStorage.removeItem(NAME + wave);
    } catch {
      /* nothing is kept there */
    }
  };
  const all = () => {
    try {
      return Object.keys(sessionStorage)
        .filter((name) => name.startsWith(NAME))
        .map((name) => name.slice(NAME.length));
    } catch {
      return Object.keys(memory);
    }
  };
  const newKey = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

  // --- What is said -----------------------------------------------------------------------------
  const say = (title, text, tone) => {
    state.dataset.tone = tone;
    state.querySelector("[data-ballot-title]").textContent = title;
    state.querySelector("[data-ballot-text]").textContent = text;
    state.hidden = false;
  };
  const NOT_YET = "Not saved yet";
  const formOf = (wave) =>
    document.querySelector(`form[data-ballot] input[name=wave][value="${CSS.escape(wave)}"]`)?.form;

  // The room moves on, a phone is looked at later: what became of the last answer stays said, with its question's name.
  let last = null; // { entry, stored, message }
  const sayLast = () => {
    const { entry, stored, message } = last;
    const tone = stored ? "good" : "bad";
    const asked = formOf(entry.wave);
    if (asked) page.after(state); // below its own button
    else page.before(state); // not below another question's
    if (asked) say(stored ? "Your answer is saved" : "Not saved", message, tone);
    else
      say(
        stored ? "Your earlier answer is saved" : "Your earlier answer was not saved",
        [
          entry.title && `“${entry.title}”`,
          stored ? "" : message,
          !stored && entry.words && "What you wrote stands below: it is still yours to copy, or to send elsewhere.",
        ]
          .filter(Boolean)
          .join(" "),
        tone,
      );
  };

  // --- Sending ----------------------------------------------------------------------------------
  const send = async (wave) => {
    const entry = waiting(wave);
    if (!entry || busy.has(wave)) return; // one at a time: the last answer is the last to arrive
    busy.add(wave);
    const outcome = await attempt(entry);
    busy.delete(wave);
    const newer = waiting(wave)?.key !== entry.key; // changed, or sent, meanwhile
    if (outcome.done && !newer) forget(wave);
    if (newer) {
      send(wave);
      return;
    }
    if (outcome.done) ended(entry, outcome);
    else wait(wave, outcome.message);
  };

  const attempt = async (entry) => {
    const token = document.querySelector("[data-csrf] input")?.value || "";
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PATIENCE);
    try {
      const answer = await fetch(entry.url, {
        method: "POST",
        body: new URLSearchParams(entry.body),
        redirect: "manual",
        signal: late.signal,
        headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      if (answer.status === 200 || answer.status === 422) {
        const reply = await answer.json();
        return { done: true, saved: reply.saved, message: reply.message };
      }
      if (answer.status === 404)
        return { done: true, message: "This question is not open to you any more. Reload the page." };
      if ([401, 403].includes(answer.status) || answer.type === "opaqueredirect") {
        return {
          message: "You may have been signed out. Sign in again in this tab: your answer is then sent by itself.",
        };
      }
    } catch {
      /* no network, or no reply in time: it may even be stored, which the key finds out */
    } finally {
      clearTimeout(timer);
    }
    return { message: "We keep trying. Leave this page open; your answer is sent as soon as you are connected." };
  };

  const wait = (wave, message) => {
    say(NOT_YET, message, "warn");
    tries[wave] = (tries[wave] || 0) + 1;
    setTimeout(() => send(wave), Math.min(30_000, 1000 * 2 ** Math.min(tries[wave] - 1, 5)) * (0.5 + Math.random()));
  };

  const ended = (entry, { saved, message }) => {
    tries[entry.wave] = 0;
    last = { entry, stored: saved, message };
    if (saved && entry.words) {
      const text = entry.body.find(([name]) => name === "answer")?.[1] || "";
      document.dispatchEvent(new CustomEvent("draft:stored", { detail: { place: `live-${entry.wave}`, text } }));
    }
    document.dispatchEvent(new CustomEvent("ballot:ended")); // words that were not stored are shown (drafts.js)
    sayLast();
    const button = saved && formOf(entry.wave)?.querySelector("button[type=submit]");
    if (button) button.textContent = "Change my answer";
  };

  // --- Beginning --------------------------------------------------------------------------------
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.dataset?.ballot) return;
      event.preventDefault();
      const fields = new FormData(form);
      fields.delete("csrfmiddlewaretoken");
      const key = newKey();
      fields.set("key", key);
      const wave = String(fields.get("wave"));
      const body = [...fields].map(([name, value]) => [name, String(value)]);
      const { ballot: url, question: title } = form.dataset;
      const words = Boolean(form.querySelector("textarea, [data-draft-box]"));
      keep({ wave, key, body, url, title, words, voter: page.dataset.voter, at: Date.now() });
      tries[wave] = 0;
      last = null;
      page.after(state);
      say("Sending", "One moment.", "info");
      state.scrollIntoView({ block: "nearest" }); // it stands below the button, often below the edge of a phone
      document.dispatchEvent(new CustomEvent("ballot:kept")); // the form may go now: its answer is safe
      send(wave);
    },
    true,
  );

  document.addEventListener("live:shown", () => {
    if (last && !all().some(waiting)) sayLast();
  });
  window.addEventListener("online", () => all().forEach(send));
  all()
    .filter(waiting)
    .forEach((wave) => {
      say(NOT_YET, "Sending it again now.", "warn");
      send(wave);
    });
})();
