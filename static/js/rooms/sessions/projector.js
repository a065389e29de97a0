// The screen: keys of a clicker, light or dark, awake, and never more than fits. live.js follows the session.
// Without this file the buttons at the foot do the same.
(() => {
  "use strict";

  const live = document.querySelector(".screen-live");
  const form = document.querySelector("[data-press]");
  if (!live || !form) return;
  const KEYS = {
    PageDown: "next",
    ArrowRight: "next",
    ArrowDown: "next",
    " ": "next",
    Enter: "next",
    PageUp: "back",
    ArrowLeft: "back",
    ArrowUp: "back",
    b: "blank",
    B: "blank",
    ".": "blank",
    l: "light",
    L: "light",
  };
  const PAUSE = 400; // a clicker's bounce
  let pressed = 0;
  let sending = false;

  // --- Fitting ----------------------------------------------------------------------------------
  const tooMuch = (main) => main.scrollHeight > main.clientHeight + 1 || main.scrollWidth > main.clientWidth + 1;
  const fit = () => {
    const main = live.querySelector(".screen-main");
    if (!main) return;
    const most = main.querySelector(".bars, .screen-options, ol") ? 150 : 120;
    for (let scale = most; scale >= 40; scale -= 5) {
      main.style.setProperty("--fit", scale / 100);
      if (!tooMuch(main)) return;
    }
  };

  const wear = () => {
    const board = live.querySelector("[data-theme-wanted]");
    if (board) {
      document.documentElement.dataset.theme = board.dataset.themeWanted;
      document.body.dataset.state = board.dataset.state; // what the styles of the whole screen go by
      document.body.dataset.screen = board.dataset.screen;
    }
    form.elements.seen.value = board?.dataset.seen || "";
    fit();
  };
  new MutationObserver(wear).observe(live, { childList: true });
  window.addEventListener("resize", fit);
  document.fonts?.ready.then(fit);
  wear();

  // --- Keys -------------------------------------------------------------------------------------
  const press = async (key) => {
    const now = Date.now();
    if (sending || now - pressed < PAUSE) return;
    pressed = now;
    sending = true;
    const data = new FormData(form);
    data.set("key", key);
    data.set("quick", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
      if (answer.ok) live.innerHTML = await answer.text(); // our own server's fragment, escaped there
    } catch {
      /* the screen shows what is stored; the next press tries again */
    }
    sending = false;
  };
  document.addEventListener("keydown", (event) => {
    const key = KEYS[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (["Enter", " "].includes(event.key) && event.target.closest?.("button, a")) return;
    event.preventDefault();
    press(key);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press(event.submitter?.value || "next");
  });

  // --- Awake ------------------------------------------------------------------------------------
  const stayAwake = async () => {
    try {
      if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
    } catch {
      /* the machine's own settings decide then */
    }
  };
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
