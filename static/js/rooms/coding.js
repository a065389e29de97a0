// The coding bench, quicker: select words in the text; keys for themes and stances. The page works without it.
(() => {
  "use strict";

  const verbatim = document.querySelector("[data-verbatim]");
  const form = document.querySelector("form[data-code]");
  if (!verbatim || !form) return;

  const words = form.querySelector("[data-words]");
  const chosen = form.querySelector("[data-chosen]");
  const whole = form.elements.whole;

  // The server counts code points; strings here count UTF-16 units, so an emoji would be two.
  const points = (text) => [...text].length;

  const clearSpan = () => {
    form.elements.start.value = "";
    form.elements.end.value = "";
  };

  const readSelection = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    if (!verbatim.contains(range.startContainer) || !verbatim.contains(range.endContainer)) return;
    const before = document.createRange();
    before.setStart(verbatim, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const picked = range.toString();
    if (!picked.trim()) return;
    const start = points(before.toString()) + points(picked) - points(picked.trimStart());
    const quote = picked.trim();
    form.elements.start.value = start;
    form.elements.end.value = start + points(quote);
    words.value = quote;
    whole.checked = false;
    chosen.textContent = `Chosen: “${quote}”`;
  };

  verbatim.addEventListener("mouseup", () => setTimeout(readSelection));
  verbatim.addEventListener("keyup", readSelection);
  verbatim.addEventListener("touchend", () => setTimeout(readSelection, 50));
  document.addEventListener("selectionchange", () => {
    clearTimeout(readSelection.later);
    readSelection.later = setTimeout(readSelection, 250);
  });
  // Typed words are looked for by the server; an old place must not speak for them.
  words.addEventListener("input", clearSpan);

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
      const theme = form.querySelectorAll("[data-themes] input[type=checkbox]")[Number(key) - 1];
      if (theme) {
        theme.checked = !theme.checked;
        theme.focus({ preventScroll: true });
      }
    } else if (key === "w") {
      whole.checked = !whole.checked;
      whole.focus({ preventScroll: true });
    } else if (STANCES[key]) pick("stance", STANCES[key]);
    else if (STRENGTHS[key]) pick("intensity", STRENGTHS[key]);
  });
})();
