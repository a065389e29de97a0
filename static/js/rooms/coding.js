// The coding bench, quicker: select words in the text with mouse, finger or keys; keys for themes and stances.
// The page works without it.
(() => {
  "use strict";

  const texts = [...document.querySelectorAll("[data-verbatim]")];
  const form = document.querySelector("form[data-code]");
  if (!texts.length || !form) return;

  const words = form.querySelector("[data-words]");
  const chosen = form.querySelector("[data-chosen]");
  const whole = form.elements.whole;
  const inVivo = form.elements.in_vivo;
  let current = texts.length === 1 ? texts[0] : null;

  // The server counts code points; strings here count UTF-16 units, so an emoji would be two.
  const points = (text) => [...text].length;

  const clearSpan = () => {
    form.elements.start.value = "";
    form.elements.end.value = "";
  };

  // Selecting is quicker than typing; what was typed and refused stays in sight.
  const byHand = form.querySelector("[data-by-hand]");
  if (byHand && !words.value) byHand.open = false;
  const toForm = document.querySelector("[data-to-form]");

  // --- What is selected ---------------------------------------------------------------------
  const readSelection = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    const text = texts.find((one) => one.contains(range.startContainer) && one.contains(range.endContainer));
    if (!text) return;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const picked = range.toString();
    if (!picked.trim()) return;
    const start = points(before.toString()) + points(picked) - points(picked.trimStart());
    const quote = picked.trim();
    current = text;
    form.action = text.dataset.action || "";
    form.elements.start.value = start;
    form.elements.end.value = start + points(quote);
    words.value = quote;
    whole.checked = false;
    chosen.textContent = `Chosen: “${quote}”`;
    if (toForm) toForm.hidden = false;
  };

  for (const text of texts) {
    text.addEventListener("mouseup", () => setTimeout(readSelection));
    text.addEventListener("touchend", () => setTimeout(readSelection, 50));
    text.tabIndex = 0;
    text.setAttribute("role", "group");
    text.setAttribute("aria-label", "What was said. Arrows choose words, with Shift more of them.");
    text.addEventListener("focus", () => {
      current = text;
      form.action = text.dataset.action || "";
    });
  }
  document.addEventListener("selectionchange", () => {
    clearTimeout(readSelection.later);
    readSelection.later = setTimeout(readSelection, 250);
  });
  // Typed words are looked for by the server; an old place must not speak for them.
  words.addEventListener("input", clearSpan);

  // --- Words and sentences, by keys and buttons ---------------------------------------------
  const pieces = (text, pattern) =>
    [...text.matchAll(pattern)].map((found) => [found.index, found.index + found[0].length]);
  const WORD = /\S+/g;
  const SENTENCE = /[^.!?…\n]+(?:[.!?…]+["”’)]*|\n|$)/g;

  // A place in the text of an element, in UTF-16 units, as (node, offset).
  const placeIn = (element, at) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let left = at;
    let node = walker.nextNode();
    let last = node;
    while (node) {
      if (left <= node.length) return [node, left];
      left -= node.length;
      last = node;
      node = walker.nextNode();
    }
    return [last, last ? last.length : 0];
  };
  const select = (element, start, end) => {
    const range = document.createRange();
    range.setStart(...placeIn(element, start));
    range.setEnd(...placeIn(element, end));
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    readSelection();
    range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
  };
  // What is selected of the text, as [start, end] in UTF-16 units; null for nothing.
  const selected = (element) => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    return [start, start + range.toString().length];
  };
  let anchor = 0;
  const wordsOf = (element) => pieces(element.textContent, WORD);
  const covered = (element) => {
    const now = selected(element);
    const all = wordsOf(element);
    if (!now || !all.length) return null;
    const first = all.findIndex(([, end]) => end > now[0]);
    const after = all.findIndex(([start]) => start >= now[1]);
    return [first, (after === -1 ? all.length : after) - 1];
  };
  const selectWords = (element, from, to) => {
    const all = wordsOf(element);
    if (!all.length) return;
    const inside = (place) => Math.min(Math.max(place, 0), all.length - 1);
    const [a, b] = [inside(Math.min(from, to)), inside(Math.max(from, to))];
    select(element, all[a][0], all[b][1]);
  };
  const sentence = (element) => {
    const now = selected(element) || [0, 0];
    const found = pieces(element.textContent, SENTENCE).filter(
      ([start, end]) => end > now[0] && start < Math.max(now[1], now[0] + 1),
    );
    if (found.length) select(element, found[0][0], found.at(-1)[1]);
  };
  let head = 0;
  const step = (element, by, grows) => {
    const now = covered(element);
    if (!now) {
      anchor = head = 0;
    } else if (!grows) {
      anchor = head = by > 0 ? now[1] + 1 : now[0] - 1;
    } else {
      if (Math.min(anchor, head) !== now[0] || Math.max(anchor, head) !== now[1]) [anchor, head] = now;
      head += by;
    }
    const last = wordsOf(element).length - 1;
    anchor = Math.min(Math.max(anchor, 0), last);
    head = Math.min(Math.max(head, 0), last);
    selectWords(element, anchor, head);
  };
  for (const text of texts) {
    text.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowRight") step(text, 1, event.shiftKey);
      else if (event.key === "ArrowLeft") step(text, -1, event.shiftKey);
      else return;
      event.preventDefault();
    });
  }
  for (const button of form.querySelectorAll("[data-widen]")) {
    button.addEventListener("click", () => {
      if (!current) return;
      const now = covered(current) || [0, -1];
      if (button.dataset.widen === "sentence") sentence(current);
      else if (button.dataset.widen === "more") selectWords(current, now[0], now[1] + 1);
      else if (now[1] > now[0]) selectWords(current, now[0], now[1] - 1);
    });
  }

  // --- Finding a theme ----------------------------------------------------------------------
  const themes = () => [...form.querySelectorAll("[data-themes] .choices .choice")];
  const find = form.querySelector("[data-find]");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const boxes = () =>
    themes()
      .filter((choice) => !choice.hidden)
      .map((choice) => choice.querySelector("input[type=checkbox]"));
  const filter = () => {
    const asked = fold(find.value).split(/\s+/).filter(Boolean);
    for (const choice of themes()) {
      const name = fold(choice.textContent);
      // What is ticked stays in sight.
      choice.hidden = !choice.querySelector("input").checked && !asked.every((word) => name.includes(word));
    }
  };
  if (find) {
    find.addEventListener("input", filter);
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // Enter ticks the first that fits, and does not send the form.
      event.preventDefault();
      const first = boxes().find((box) => !box.checked);
      if (find.value.trim() && first) first.checked = true;
      find.value = "";
      filter();
      first?.focus({ preventScroll: true });
    });
  }

  // --- Keys ---------------------------------------------------------------------------------
  const shortcuts = document.querySelector("[data-shortcuts]");
  const remembered = (value) => {
    try {
      if (value !== undefined) localStorage.setItem("coding-shortcuts", value);
      return localStorage.getItem("coding-shortcuts") === "on";
    } catch {
      return shortcuts.checked;
    }
  };
  const pick = (name, value) => {
    const input = form.querySelector(`input[name="${name}"][value="${value}"]`);
    if (input) {
      input.checked = true;
      input.focus({ preventScroll: true });
    }
  };
  const STANCES = { f: "for", c: "for_with_conditions", a: "against", b: "both", n: "neutral" };
  const STRENGTHS = { s: "1", d: "2", e: "3" };

  const showKeys = () => shortcuts.closest(".bench")?.toggleAttribute("data-keys", shortcuts.checked);
  if (shortcuts) {
    shortcuts.checked = remembered();
    showKeys();
    shortcuts.addEventListener("change", () => {
      remembered(shortcuts.checked ? "on" : "off");
      showKeys();
    });
  }
  document.addEventListener("keydown", (event) => {
    // Single keys are off unless asked for: they would get in the way of speech input.
    if (!shortcuts?.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) {
      const theme = boxes()[Number(key) - 1];
      if (theme) {
        theme.checked = !theme.checked;
        theme.focus({ preventScroll: true });
      }
    } else if (key === "w") {
      whole.checked = !whole.checked;
      whole.focus({ preventScroll: true });
    } else if (key === "v" && inVivo) {
      inVivo.checked = !inVivo.checked;
      inVivo.focus({ preventScroll: true });
    } else if (key === "x" && current) sentence(current);
    else if (key === "/" && find) {
      event.preventDefault();
      find.focus();
    } else if (STANCES[key]) pick("stance", STANCES[key]);
    else if (STRENGTHS[key]) pick("intensity", STRENGTHS[key]);
    else if (key === "enter" && event.target.matches("[data-verbatim], body")) form.querySelector("[name=do]").click();
  });
})();
