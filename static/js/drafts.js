// Keeps what is typed on this device until it is sent: through a reload, a lost session, a lost network and a second tab.
// A form says whose words these are and where they belong: data-draft="<member>/<place>". Nobody else’s page reads them.
// Each page that is open writes to a slot of its own; a page that finds another one writing to its slot takes a new one.
(() => {
  "use strict";

  const PREFIX = "draft|";
  const OLDEST = 14 * 24 * 3600 * 1000;
  const bound = new WeakMap();

  // --- What is kept -----------------------------------------------------------------------------
  const get = (name) => {
    try {
      const kept = JSON.parse(localStorage.getItem(name));
      if (kept && Date.now() - kept.at < OLDEST) return kept;
      if (kept) drop(name);
    } catch {
      /* a browser without storage keeps nothing */
    }
    return null;
  };
  const set = (name, kept) => {
    try {
      localStorage.setItem(name, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  };
  const drop = (name) => {
    try {
      localStorage.removeItem(name);
    } catch {
      /* nothing is kept there */
    }
  };
  // Names and contents of everything under a beginning, newest first.
  const all = (beginning) => {
    let names = [];
    try {
      names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + beginning));
    } catch {
      /* nothing is kept there */
    }
    const found = names.map((name) => ({ name, ...get(name) })).filter((one) => one.text);
    return found.sort((one, other) => other.at - one.at);
  };
  const random = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const fresh = (place) => `${PREFIX}${place}|${random()}`;

  // --- One form ---------------------------------------------------------------------------------
  // Each box of it keeps its own words: the first one at the form’s place, others beside it under their names.
  const bind = (form) => {
    const place = form.dataset.draft;
    if (!place || place.startsWith("/") || bound.has(form)) return;
    const boxes = [...form.querySelectorAll("textarea")];
    const ones = boxes.map((box, n) => bindBox(form, box, n ? `${place}+${box.name}` : place, !n));
    bound.set(form, ones);
  };
  const bindBox = (form, box, place, isFirst) => {
    const key = isFirst ? form.querySelector("input[name=key]") : null;
    const saved = box.defaultValue; // what the server put there: nothing, words to edit, or words that it refused
    const refused = Boolean(form.querySelector(".field-error") || document.querySelector("[data-error-summary]"));
    const line = document.createElement("div");
    line.className = "kept hint";
    line.setAttribute("role", "status");
    box.after(line);
    let slot = null;
    let sent = null;

    const tell = (text, ...more) => line.replaceChildren(text, ...more);
    const button = (text, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "link-button";
      made.textContent = text;
      made.addEventListener("click", act);
      return made;
    };
    const write = () => {
      if (!box.value.trim() || (box.value === saved && !refused)) {
        if (slot) drop(slot);
        slot = null;
        tell("");
        return;
      }
      slot ||= fresh(place);
      const about = {
        url: form.dataset.draftUrl || location.pathname,
        title: form.dataset.draftTitle || document.title,
      };
      const here = set(slot, { text: box.value, key: key?.value || "", at: Date.now(), ...about });
      if (!here) tell("This browser keeps nothing. Copy your words before you leave this page.");
      else if (!line.querySelector("button")) tell("Kept on this device until you send it.");
    };
    const put = (one) => {
      slot = one.name;
      box.value = one.text;
      if (key && one.key) key.value = one.key;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const start = () => {
      // Only words that the server did not get: those that are saved as they stand are done.
      const kept = all(`${place}|`).filter((one) => {
        if (!saved || refused || one.text.trim() !== saved.trim()) return true;
        drop(one.name);
        return false;
      });
      const same = kept.find((one) => one.text.trim() === box.value.trim());
      if (same) slot = same.name;
      const others = kept.filter((one) => one !== same);
      if (!same && others.length && (box.value === saved || !box.value.trim()) && !refused) {
        put(others.shift());
        if (saved) tell("These are words of yours that were not saved. ", button("Start from what is saved", again));
        else tell("Your words are here again. They are not sent yet.");
      }
      if (!slot) write(); // typed before this ran, brought back by the browser, or refused by the server
      if (others.length) offer(others);
    };
    const again = () => {
      box.value = saved;
      write();
      box.focus();
    };
    // What another page of this person’s kept for the same place: not put over what stands here.
    const offer = (others) => {
      const list = document.createElement("ul");
      for (const one of others) {
        const item = document.createElement("li");
        const words = document.createElement("q");
        words.textContent = shortened(one.text);
        const away = () => {
          drop(one.name);
          item.remove();
        };
        const swap = () => {
          write();
          slot = null;
          put(one);
          item.remove();
        };
        item.append(words, " ", button("Put this in the box", swap), " ", button("Throw it away", away));
        list.append(item);
      }
      line.after(list);
      list.className = "kept-others";
    };

    const one = {
      form,
      place,
      holds: (name) => name === slot,
      // Somebody else, in another tab, wrote to this slot, or sent what was in it.
      moved: (before, now) => {
        const words = box.value;
        if (now !== null && now.text === words) return; // the same words on two pages are kept once
        slot = null;
        if (now === null && before?.text === words) {
          box.value = "";
          if (key) key.value = random();
          tell("These words were sent or thrown away on another page of yours.");
        } else {
          if (key) key.value = random(); // the other page’s sending is not this one’s
          write();
        }
      },
      sending: () => {
        write();
        sent = box.value;
      },
      // Stored: what was typed since then is not.
      done: () => {
        if (slot) drop(slot);
        slot = null;
        if (sent !== null && box.value !== sent && key) {
          key.value = random();
          write();
        }
      },
      failed: (status) => {
        write();
        if (![401, 403, 404].includes(status)) return tell("That was not sent. Your words are kept on this device.");
        const link = document.createElement("a");
        link.href = form.dataset.signIn || location.href;
        link.textContent = "Sign in and come back";
        return tell("That was not sent: you may have been signed out. Your words are kept on this device. ", link, ".");
      },
      offline: () => {
        write();
        tell("You are offline, so this was not sent. Your words are kept on this device: send them when you are back.");
      },
    };
    box.addEventListener("input", write);
    start();
    return one;
  };
  const shortened = (text) => (text.length > 90 ? `${text.slice(0, 88)}…` : text);
  const forms = () => [...document.querySelectorAll("form[data-draft]")];
  const here = () => forms().flatMap((form) => bound.get(form) || []);

  // --- What was sent ----------------------------------------------------------------------------
  // The page after a sending names it: by the form’s own key, or by its place.
  const clearSent = () => {
    for (const mark of document.querySelectorAll("[data-sent]")) {
      const what = mark.dataset.sent;
      for (const one of all(""))
        if (what && (one.key === what || ["|", "+"].some((end) => one.name.startsWith(`${PREFIX}${what}${end}`))))
          drop(one.name);
    }
  };

  // --- Words that belong elsewhere --------------------------------------------------------------
  const list = (root) => {
    const open = new Set(here().map((one) => one.place));
    const kept = all(`${root.dataset.keptWords}/`).filter((one) => !open.has(one.name.split("|")[1]));
    const items = kept.map((one) => {
      const item = document.createElement("li");
      const more = document.createElement("details");
      const title = document.createElement("summary");
      const words = document.createElement("p");
      const link = document.createElement("a");
      const away = document.createElement("button");
      title.textContent = `${one.title}: ${shortened(one.text)}`;
      words.textContent = one.text;
      words.className = "said-words";
      link.textContent = "Go there to send it";
      link.href = one.url?.startsWith("/") && !one.url.startsWith("//") ? one.url : "#";
      away.type = "button";
      away.className = "link-button";
      away.textContent = "Throw it away";
      away.addEventListener("click", () => {
        drop(one.name);
        list(root);
      });
      more.append(title, words, link, " ", away);
      item.append(more);
      return item;
    });
    root.querySelector("ul").replaceChildren(...items);
    root.hidden = !items.length;
  };

  // --- Beginning --------------------------------------------------------------------------------
  const look = () => {
    clearSent();
    forms().forEach(bind);
    document.querySelectorAll("[data-kept-words]").forEach(list);
  };
  const at = (event) => bound.get(event.detail?.requestConfig?.elt || event.detail?.elt) || [];
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("htmx:beforeRequest", (event) => at(event).forEach((one) => one.sending()));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { status } = event.detail.xhr;
    if (status >= 200 && status < 300) at(event).forEach((one) => one.done());
  });
  document.addEventListener("htmx:responseError", (event) =>
    at(event).forEach((one) => one.failed(event.detail.xhr.status)),
  );
  document.addEventListener("htmx:sendError", (event) => at(event).forEach((one) => one.failed(0)));
  document.addEventListener(
    "submit",
    (event) => {
      const ones = bound.get(event.target) || [];
      ones.forEach((one) => one.sending());
      if (navigator.onLine || !ones.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ones[0].offline();
    },
    true,
  );
  window.addEventListener("storage", (event) => {
    if (!event.key?.startsWith(PREFIX)) return;
    const read = (value) => (value ? JSON.parse(value) : null);
    for (const one of here()) if (one.holds(event.key)) one.moved(read(event.oldValue), read(event.newValue));
  });
  look();
})();
