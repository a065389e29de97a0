// Reading a briefing: a source opens where it is cited, a word is explained where it stands, a part is read aloud, the
// text is larger on this device. Without this file a mark leads to the list of sources, a word to the list of words, and
// the browser's own zoom and voice do the rest.
(() => {
  "use strict";

  const SIZES = ["", "large", "largest"];
  const KEY = "text-size";
  const root = document.documentElement;

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link-button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  // --- A source where it is cited, a word where it stands
  let opened = null;

  const shut = () => {
    if (!opened) return;
    const { panel, mark } = opened;
    opened = null;
    panel.remove();
    mark.removeAttribute("aria-expanded");
    mark.focus();
  };

  const open = (mark, source) => {
    const panel = document.createElement("aside");
    panel.className = "card sunk stack tight source-here no-print";
    panel.tabIndex = -1;
    panel.setAttribute("aria-label", mark.getAttribute("aria-label") || mark.textContent);
    const words = document.createElement("p");
    const said = source.querySelector("dd") || source;
    for (const node of said.childNodes) words.append(node.cloneNode(true));
    panel.append(words);
    const law = source.parentElement.dataset.law;
    if (law) {
      const line = document.createElement("p");
      line.className = "hint";
      line.textContent = law;
      panel.append(line);
    }
    panel.append(button("Back to the text", shut));
    const block = mark.closest("p, li, dd, td, th, h3, h4") || mark;
    if (/^(LI|DD|TD|TH)$/.test(block.tagName)) block.append(panel);
    else block.after(panel);
    mark.setAttribute("aria-expanded", "true");
    opened = { panel, mark };
    panel.focus();
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("a[data-cite], a[data-word]");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const source = document.getElementById(mark.hash.slice(1));
    if (!source) return;
    event.preventDefault();
    const again = opened?.mark === mark;
    shut();
    if (!again) open(mark, source);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
  });

  // --- Larger text, kept on this device
  const kept = () => {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  };
  const show = (size) => {
    if (size) root.dataset.text = size;
    else delete root.dataset.text;
  };
  const change = (by) => {
    const now = Math.max(0, SIZES.indexOf(root.dataset.text || ""));
    const size = SIZES[Math.min(SIZES.length - 1, Math.max(0, now + by))];
    show(size);
    try {
      if (size) localStorage.setItem(KEY, size);
      else localStorage.removeItem(KEY);
    } catch {
      // a browser that keeps nothing shows it larger until the page is left
    }
  };
  show(SIZES.includes(kept()) ? kept() : "");

  // --- Read aloud, where the browser has a voice
  const voice = "SpeechSynthesisUtterance" in window ? window.speechSynthesis : null;
  let reading = null;

  const stop = () => {
    voice.cancel();
    if (reading) reading.textContent = "Read aloud";
    reading = null;
  };
  const words = (part) => {
    const copy = part.cloneNode(true);
    for (const left of copy.querySelectorAll("button, svg, .no-print, .cite, .vh, summary .gist")) left.remove();
    const blocks = copy.querySelectorAll("h2, h3, h4, p, li, dt, dd, td, th, caption, figcaption");
    const said = [...blocks].filter((block) => !block.querySelector("p, li, dd, td"));
    return said.map((block) => block.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);
  };
  const read = (part, by) => {
    const again = reading === by;
    stop();
    if (again) return;
    const lines = words(part);
    lines.forEach((line, place) => {
      const one = new window.SpeechSynthesisUtterance(line);
      one.lang = part.closest("[lang]")?.lang || "en";
      if (place === lines.length - 1) one.onend = () => reading === by && stop();
      voice.speak(one);
    });
    reading = by;
    by.textContent = "Stop reading";
  };

  const tools = document.querySelector("[data-reading-tools]");
  if (tools)
    tools.append(
      button("Larger text", () => change(1)),
      button("Smaller text", () => change(-1)),
    );
  if (!voice) return;
  window.addEventListener("pagehide", () => voice.cancel());
  for (const part of document.querySelectorAll("details.part, .minute")) {
    const line = document.createElement("p");
    line.className = "no-print small aloud";
    const by = button("Read aloud", () => read(part, by));
    const heading = part.querySelector("h2, h3");
    if (heading) by.setAttribute("aria-describedby", heading.id);
    line.append(by);
    const summary = part.querySelector("summary");
    if (summary) summary.after(line);
    else part.append(line);
  }
})();
