// Keeps what is typed until it is sent: through a reload, a lost session, a lost network and a second tab.
// Every form that sends words is kept, in this tab alone, until the tab is closed: at data-draft-in, or at its address.
// A form that says data-draft="<member>/<place>" is kept on the device, for two weeks. Nobody else’s page reads any of it.
// Each page that is open writes to a slot of its own; a page that finds another one writing to its slot takes a new one.
// data-keeps-choices: a form whose ticks, lists and one-line fields are kept beside its words.
// data-no-draft: a form whose words are kept in another way, or by design not at all.
(() => {
  "use strict";

  const PREFIX = "draft|";
  const OLDEST = 14 * 24 * 3600 * 1000;
  const SENT = "draft-sent"; // what this tab sent last
  const UNSENT = "answerable:unsent:"; // an answer of ballot.js that is on its way
  const bound = new WeakMap();
  const writer = document.body.dataset.writer || "";

  // --- What is kept -----------------------------------------------------------------------------
  const [device, tab] = ["localStorage", "sessionStorage"].map((name) => {
    try {
      return window[name];
    } catch {
      return null; // a browser without storage keeps nothing
    }
  });
  const get = (name, store) => {
    try {
      const kept = JSON.parse(store.getItem(name));
      if (kept && Date.now() - kept.at < OLDEST) return kept;
      if (kept) drop(name);
    } catch {
      /* nothing is kept there */
    }
    return null;
  };
  const set = (name, kept, store) => {
    try {
      store.setItem(name, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  };
  const drop = (name) => {
    device?.removeItem(name);
    tab?.removeItem(name);
  };
  // Names and contents of everything under a beginning, newest first.
  const all = (beginning) => {
    const under = (store) => Object.keys(store || {}).filter((name) => name.startsWith(PREFIX + beginning));
    const found = [device, tab].flatMap((store) => under(store).map((name) => ({ name, ...get(name, store) })));
    return found.filter((one) => one.text).sort((one, other) => other.at - one.at);
  };
  const random = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const fresh = (place) => `${PREFIX}${place}|${random()}`;

  const made = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  // --- One form ---------------------------------------------------------------------------------
  // Each box of it keeps its own words: the first one at the form’s place, others beside it under their names.
  const boxesOf = (form) => [...form.querySelectorAll("textarea:not([readonly]), input[data-draft-box]")];
  const placeOf = (form) => {
    const { draft, draftIn } = form.dataset;
    if (draft !== undefined) return draft.startsWith("/") ? "" : draft;
    if (!writer) return "";
    return draftIn ? `${writer}/${draftIn}` : byAddress(form);
  };
  const address = (form) => {
    const { pathname, search } = new URL(form.getAttribute("action") || location.href, location.href);
    return `${writer}/at-${encodeURIComponent(pathname + search + boxesOf(form).map((box) => `-${box.name}`))}`;
  };
  // Several at one address are told apart by what they send beside their words; where that does not do, none is kept.
  const CHANGING = new Set(["csrfmiddlewaretoken", "draft_sent", "key", "seen", "read", "revision"]);
  const beside = (form) =>
    [...form.querySelectorAll("input[type=hidden]")]
      .filter((field) => !CHANGING.has(field.name))
      .map((field) => `${field.name}=${field.value}`)
      .join("&");
  const byAddress = (form) => {
    const same = forms().filter((one) => !one.dataset.draft && !one.dataset.draftIn && address(one) === address(form));
    if (same.length === 1) return address(form);
    const mine = beside(form);
    return same.some((one) => one !== form && beside(one) === mine)
      ? ""
      : `${address(form)}-${encodeURIComponent(mine)}`;
  };
  const bind = (form) => {
    if (bound.has(form)) return;
    const place = placeOf(form);
    if (!place) return;
    const boxes = boxesOf(form);
    const ones = boxes.map((box, n) => bindBox(form, box, n ? `${place}+${box.name}` : place, !n));
    if ("keepsChoices" in form.dataset) ones.push(bindChoices(form, place));
    bound.set(form, ones);
    form.dataset.keepsWords = "";
  };
  const isRefused = (form) =>
    Boolean(form.querySelector(".field-error") || document.querySelector("[data-error-summary]"));
  const status = () => {
    const line = made("div", "", { className: "kept hint" });
    line.setAttribute("role", "status");
    return line;
  };
  const button = (text, act) => {
    const one = made("button", text, { type: "button", className: "link-button" });
    one.addEventListener("click", act);
    return one;
  };
  const bindBox = (form, box, place, isFirst) => {
    const store = form.dataset.draft ? device : tab;
    const where = store === device ? "on this device" : "in this tab";
    const until = `Kept ${where} until you send it.`;
    const quiet = "draftQuiet" in form.dataset; // it saves by itself, and says so
    const key = isFirst ? form.querySelector("input[name=key]") : null;
    let saved = box.defaultValue; // what the server put there: nothing, words to edit, or words that it refused
    const refused = isRefused(form);
    const line = status();
    box.after(line);
    let slot = null;
    let sent = null;

    const tell = (text, ...more) => line.replaceChildren(text, ...more);
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
      const from = mark(saved);
      const here = set(slot, { text: box.value, key: key?.value || "", at: Date.now(), from, ...about }, store);
      if (!here) tell("This browser keeps nothing. Copy your words before you leave this page.");
      else if (!line.querySelector("button") && !quiet) tell(until);
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
      // Words on something that was saved anew since, on another page or by somebody else, are offered: not put over it.
      const fits = (one) => !saved || one.from === undefined || one.from === mark(saved);
      if (!same && others.some(fits) && (box.value === saved || !box.value.trim()) && !refused) {
        put(others.splice(others.findIndex(fits), 1)[0]);
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
      slot: () => slot && { name: slot, text: box.value },
      // The server has these words, and the page stays.
      stored: (words) => {
        saved = words;
        write();
      },
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
        if (![401, 403, 404].includes(status)) return tell(`That was not sent. Your words are kept ${where}.`);
        const link = document.createElement("a");
        link.href = form.dataset.signIn || location.href;
        link.textContent = "Sign in and come back";
        return tell(`That was not sent: you may have been signed out. Your words are kept ${where}. `, link, ".");
      },
      offline: () => {
        write();
        tell(`You are offline, so this was not sent. Your words are kept ${where}: send them when you are back.`);
      },
    };
    box.addEventListener("input", write);
    start();
    return one;
  };
  const shortened = (text) => (text.length > 90 ? `${text.slice(0, 88)}…` : text);
  const mark = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 4294967291, 7);

  // --- What is ticked and chosen ----------------------------------------------------------------
  // Each field, and each row of ticks, is kept as it is and as it was saved. After a reload it is put back where what is
  // saved is still that. Where somebody saved it anew, theirs stands, and what was chosen here is offered beside it.
  const CHOSEN = "chosen|";
  const FIELDS =
    "select, input[type=checkbox], input[type=radio], input[type=text], input[type=date], input[type=number], input[type=url]";
  const picks = (field) => field.type === "checkbox" || field.type === "radio";
  const rowsOf = (form) => {
    const rows = new Map();
    for (const field of form.elements) {
      if (!field.name || field.disabled || !field.matches(FIELDS) || "draftBox" in field.dataset) continue;
      rows.set(field.name, [...(rows.get(field.name) || []), field]);
    }
    return rows;
  };
  const savedIn = (field) => {
    if (picks(field)) return field.defaultChecked ? [field.value] : [];
    if (!field.options) return [field.defaultValue];
    const options = [...field.options].filter((option) => option.defaultSelected);
    if (!options.length && !field.multiple) options.push(...[...field.options].slice(0, 1));
    return options.map((option) => option.value);
  };
  const standsIn = (field) => {
    if (picks(field)) return field.checked ? [field.value] : [];
    return field.options ? [...field.selectedOptions].map((option) => option.value) : [field.value];
  };
  const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const choose = (fields, values) => {
    fields.forEach((field, n) => {
      if (picks(field)) field.checked = values.includes(field.value);
      else if (field.options) for (const option of field.options) option.selected = values.includes(option.value);
      else field.value = values[n] ?? "";
    });
    fields[0].dispatchEvent(new Event("input", { bubbles: true }));
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  const called = (field) => field.labels?.[0]?.textContent.trim().replace(/\s+/g, " ") || field.name;
  const inWords = (fields, values) => {
    const options = fields.flatMap((field) => (picks(field) ? [field] : [...(field.options || [])]));
    const words = options.length
      ? options
          .filter((one) => values.includes(one.value))
          .map((one) => (one.form && picks(one) ? called(one) : one.text))
      : values;
    const of =
      (picks(fields[0]) && fields[0].closest("fieldset")?.querySelector("legend")?.textContent.trim()) ||
      called(fields[0]);
    return `${of}: ${words.filter(Boolean).join(", ") || "nothing"}`;
  };
  const letGo = (name, last) => {
    tab?.removeItem(name);
    if (alike(get(name, device)?.chosen, last)) device.removeItem(name); // another page of this person’s may have more
  };
  const bindChoices = (form, place) => {
    const name = CHOSEN + place;
    const stores = form.dataset.draft ? [tab, device] : [tab];
    const refused = isRefused(form);
    const theirs = new Map(); // what somebody saved anew: as it was chosen here
    const line = status();
    const offers = made("ul", "", { className: "kept-others" });
    const last = form.querySelector(".buttons, [type=submit], button:not([type])");
    if (last) last.before(line, offers);
    else form.append(line, offers);
    let kept = stores.map((store) => get(name, store)?.chosen).find(Boolean) || {};

    const write = () => {
      const now = {};
      for (const [row, fields] of rowsOf(form)) {
        const is = fields.flatMap(standsIn);
        // A page that refused what was sent shows it as if it were saved.
        const was = (refused && kept[row]?.was) || fields.flatMap(savedIn);
        if (theirs.has(row)) now[row] = theirs.get(row);
        else if (!alike(was, is)) now[row] = { was, is };
      }
      const before = kept;
      kept = now;
      if (Object.keys(now).length) stores.forEach((store) => set(name, { chosen: now, at: Date.now() }, store));
      else letGo(name, before);
    };
    const settle = (row) => {
      theirs.delete(row);
      [...offers.children].forEach((item) => item.dataset.row === row && item.remove());
      offers.hidden = !theirs.size;
      write();
    };
    const offer = (row, fields, one) => {
      theirs.set(row, one);
      const item = made("li", "");
      item.dataset.row = row;
      const again = () => {
        settle(row);
        choose(fields, one.is);
      };
      const leave = () => settle(row);
      const words = made("q", inWords(fields, one.is));
      item.append(words, " ", button("Choose this again", again), " ", button("Leave what is saved", leave));
      offers.append(item);
    };
    const start = () => {
      const rows = rowsOf(form);
      const back = [];
      for (const [row, one] of refused ? [] : Object.entries(kept)) {
        const fields = rows.get(row);
        const saved = fields?.flatMap(savedIn);
        if (!fields || alike(saved, one.is)) continue;
        if (!alike(saved, one.was)) offer(row, fields, one);
        else if (!alike(fields.flatMap(standsIn), one.is)) back.push([fields, one.is]);
      }
      back.forEach(([fields, is]) => choose(fields, is));
      write();
      offers.hidden = !theirs.size;
      if (theirs.size) line.textContent = "This was saved anew since you chose. What is saved stands; you had chosen:";
      else if (back.length) {
        const reset = () => {
          for (const [fields] of back) choose(fields, fields.flatMap(savedIn));
          line.textContent = "";
        };
        line.append(
          "What you ticked and chose is here again. It is not saved yet. ",
          button("Start from what is saved", reset),
        );
      }
    };
    const changed = (event) => {
      const row = event.target.name;
      if (event.isTrusted && theirs.has(row)) settle(row);
      else write();
    };
    start();
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    return {
      form,
      place: "",
      holds: () => false,
      slot: () => null,
      chosen: () => ({ name, chosen: kept }),
      stored: () => {},
      sending: write,
      done: () => letGo(name, kept),
      failed: write,
      offline: write,
    };
  };
  const forms = () =>
    [...document.querySelectorAll("form[method=post]:not([data-no-draft]), form[data-draft]")].filter(
      (form) => boxesOf(form).length || "keepsChoices" in form.dataset,
    );
  const here = () => forms().flatMap((form) => bound.get(form) || []);

  // --- What was sent ----------------------------------------------------------------------------
  // The page after a sending names it: by what this tab put beside the words, by the form’s place, or by its own key.
  // What another page of this person’s wrote in the same place is not what was sent, unless it is the same words.
  const remember = (form, ones) => {
    let field = form.querySelector("input[name=draft_sent]");
    if (!field) {
      field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "draft_sent" });
      form.append(field);
    }
    field.value = random();
    const slots = ones.map((one) => one.slot()).filter(Boolean);
    const choices = ones.map((one) => one.chosen?.()).find(Boolean);
    set(SENT, { id: field.value, place: placeOf(form), slots, choices, at: Date.now() }, tab);
  };
  const clearSent = () => {
    for (const { dataset } of document.querySelectorAll("[data-sent]")) {
      const what = dataset.sent;
      const last = get(SENT, tab);
      all("").forEach((one) => what && one.key === what && drop(one.name));
      if (!last || ![last.id, last.place].includes(what)) continue;
      for (const { name, text } of last.slots) forgotten(name.split("|")[1], text);
      if (last.choices) letGo(last.choices.name, last.choices.chosen);
      drop(SENT);
    }
  };
  const forgotten = (place, text) =>
    all(`${place}|`).forEach((one) => one.text.trim() === text.trim() && drop(one.name));
  // A script sent it: { place, text }. The form may be gone by now.
  document.addEventListener("draft:stored", ({ detail: { place, text } }) => {
    const where = place.includes("/") ? place : `${writer}/${place}`;
    for (const one of here()) if (one.place === where) one.stored(text);
    forgotten(where, text);
    look();
  });

  // --- Words that belong elsewhere --------------------------------------------------------------
  const onItsWay = (one) => {
    const wave = one.name.split("|")[1].split("/live-")[1];
    return Boolean(wave && tab?.getItem(UNSENT + wave));
  };
  const list = (root) => {
    const open = new Set(here().map((one) => one.place));
    const kept = all(root.dataset.keptWords).filter((one) => !open.has(one.name.split("|")[1]) && !onItsWay(one));
    const items = kept.map((one) => {
      const item = document.createElement("li");
      const more = document.createElement("details");
      const away = made("button", "Throw it away", { type: "button", className: "link-button" });
      away.addEventListener("click", () => {
        drop(one.name);
        list(root);
      });
      const words = made("p", one.text, { className: "said-words" });
      const acts = made("p", "", { className: "cluster" });
      acts.append(...ways(root, one), away);
      more.open = "keptOpen" in root.dataset;
      more.append(made("summary", more.open ? one.title : `${one.title}: ${shortened(one.text)}`), words, acts);
      item.append(more);
      return item;
    });
    root.querySelector("ul").replaceChildren(...items);
    root.hidden = !items.length;
  };
  // Where they can still go: to their own page, or, where what they answered is closed, to a discussion, or on paper.
  const ways = (root, one) => {
    if (!("keptOpen" in root.dataset)) {
      const href = one.url?.startsWith("/") && !one.url.startsWith("//") ? one.url : "#";
      return [made("a", "Go there to send it", { href })];
    }
    const { thread, threadUrl } = root.dataset;
    const found = [];
    if (thread) {
      const link = made("a", "Take it to your group’s discussion", { href: threadUrl });
      link.addEventListener("click", () => {
        const there = { text: one.text, key: "", url: threadUrl, title: root.dataset.threadTitle, at: Date.now() };
        if (set(fresh(thread), there, device)) drop(one.name);
      });
      found.push(link);
    }
    if (navigator.clipboard) {
      const copy = made("button", "Copy it", { type: "button", className: "link-button" });
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(one.text).catch(() => null);
        copy.textContent = "Copied";
      });
      found.push(copy);
    }
    return found;
  };

  // --- Beginning --------------------------------------------------------------------------------
  const look = () => {
    clearSent();
    forms().forEach(bind);
    document.querySelectorAll("[data-kept-words]").forEach(list);
  };
  const at = (event) => bound.get(event.detail?.requestConfig?.elt || event.detail?.elt) || [];
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("live:shown", look);
  document.addEventListener("ballot:ended", look);
  document.addEventListener("own:shown", look);
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
      if (!ones.length) return;
      ones.forEach((one) => one.sending());
      remember(event.target, ones);
      if (navigator.onLine || event.target.dataset.ballot) return; // a ballot waits by itself
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
