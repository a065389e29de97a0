// Sections that are saved as somebody writes. Without this file each is saved by its own button.
(() => {
  "use strict";

  const PAUSE = 1500; // milliseconds without a key before what is typed is sent
  const root = document.querySelector("[data-writing]");
  if (!root) return;

  const keep = {
    get: (key) => {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set: (key, text) => {
      try {
        localStorage.setItem(key, text);
        return true;
      } catch {
        return false;
      }
    },
    drop: (key) => {
      try {
        localStorage.removeItem(key);
      } catch {
        // a browser without storage kept nothing
      }
    },
  };

  const unsaved = new Set();

  // What is still to write, as it is now: the page was drawn before.
  const blank = () => [...root.querySelectorAll("form[data-blank]")];
  const counted = () => {
    const left = blank();
    const line = root.querySelector("[data-blanks]");
    if (left.length) root.querySelector("[data-count]")?.replaceChildren(String(left.length));
    else line.textContent = "Every section that is needed has words.";
    if (!left.length) for (const link of root.querySelectorAll("[data-next]")) link.hidden = true;
  };
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-next]");
    if (!link) return;
    const from = link.closest("form");
    const left = blank().filter((form) => form !== from);
    const next =
      left.find((form) => from && from.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING) ?? left[0];
    if (!next) return;
    event.preventDefault();
    next.querySelector("textarea").focus();
    next.scrollIntoView({ block: "start" });
  });

  for (const form of root.querySelectorAll("form[data-autosave]")) {
    const box = form.querySelector("textarea");
    const seen = form.querySelector("[name=seen]");
    const state = form.querySelector("[data-state]");
    const back = form.querySelector("[data-kept]");
    const key = `unsaved ${form.dataset.autosave}`;
    let timer = 0;
    let sending = false;
    let last = box.value;
    // What others saved meanwhile, with its mark. Nothing is sent until whoever writes has read both and chosen.
    const conflict = form.querySelector("[data-conflict]");
    let other = null;

    const tell = (text) => {
      state.textContent = text;
    };
    const failed = (why) => {
      const here = keep.set(key, JSON.stringify({ seen: seen.value, text: box.value }));
      tell(`${why} ${here ? "Your words are kept on this device." : "Copy your words before you leave this page."}`);
    };
    // Words that were kept, and the mark of the text under which they were written; an older page kept words alone.
    const found = () => {
      const raw = keep.get(key);
      if (raw === null) return null;
      try {
        const one = JSON.parse(raw);
        if (typeof one?.text === "string") return one;
      } catch {
        // words alone
      }
      return { seen: "", text: raw };
    };
    const beside = (theirs, mark, mine) => {
      other = { text: theirs, seen: mark };
      conflict.querySelector("[data-theirs]").textContent = theirs;
      conflict.querySelector("[data-mine]").textContent = mine;
      conflict.hidden = false;
    };
    const choose = (text) => {
      seen.value = other.seen;
      last = other.text;
      other = null;
      conflict.hidden = true;
      back.hidden = true;
      box.value = text;
      box.focus();
    };
    conflict.querySelector("[data-use-mine]").addEventListener("click", () => {
      choose(conflict.querySelector("[data-mine]").textContent);
      unsaved.add(form);
      send();
    });
    conflict.querySelector("[data-use-theirs]").addEventListener("click", () => {
      choose(other.text);
      keep.drop(key);
      unsaved.delete(form);
      tell("");
    });

    const send = async () => {
      clearTimeout(timer);
      if (sending || other || box.value === last) return;
      sending = true;
      tell("Saving…");
      const typed = box.value;
      let answer = null;
      try {
        answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), redirect: "manual" });
      } catch {
        answer = null;
      }
      const said = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
      sending = false;
      if (answer?.ok && said) {
        last = typed;
        seen.value = said.seen;
        form.querySelector("[data-preview]").innerHTML = said.html; // made clean by the server, as residents get it
        form.querySelector("[data-meter]").textContent = said.meter;
        if (said.body) {
          form.removeAttribute("data-blank");
          form.querySelector("[data-missing]").textContent = "";
        }
        counted();
        if (box.value === typed) {
          keep.drop(key);
          unsaved.delete(form);
          tell(`Saved at ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}.`);
        } else later();
      } else if (said) {
        failed(`Not saved. ${said.problems.join(" ")}`);
        if (answer.status === 409) beside(said.body, said.seen, box.value);
      } else if (answer) failed("Not saved: you may have been signed out.");
      else {
        failed("Not saved: no connection.");
        later(PAUSE * 10);
      }
    };
    const later = (pause = PAUSE) => {
      clearTimeout(timer);
      timer = setTimeout(send, pause);
    };

    box.addEventListener("input", () => {
      unsaved.add(form);
      if (other) {
        conflict.querySelector("[data-mine]").textContent = box.value;
        failed("Not saved: choose below.");
      } else later();
    });
    box.addEventListener("blur", send);
    window.addEventListener("online", send);
    form.addEventListener("submit", () => unsaved.clear());

    const kept = found();
    if (kept !== null && kept.text !== box.value) {
      tell("Words of yours on this device were not saved.");
      if (kept.seen === seen.value) {
        back.hidden = false;
        back.addEventListener("click", () => {
          box.value = kept.text;
          back.hidden = true;
          unsaved.add(form);
          send();
        });
      } else beside(box.value, seen.value, kept.text); // the text under them is another now
    } else keep.drop(key);

    box.addEventListener("paste", async (event) => {
      const html = event.clipboardData?.getData("text/html");
      if (!html) return;
      const plain = event.clipboardData.getData("text/plain");
      event.preventDefault();
      const sent = new FormData();
      sent.append("html", html);
      sent.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      let text = plain; // what cannot be made clean is pasted as its words
      try {
        const answer = await fetch(root.dataset.paste, { method: "POST", body: sent, redirect: "manual" });
        if (answer.ok) text = (await answer.json()).text;
      } catch {
        text = plain;
      }
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });
})();
