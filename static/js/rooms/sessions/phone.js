// A participant's own strip: it is looked up again when the tables change, or while the own hand is up.
// It is never swapped while somebody types in it. Without this file "Reload" shows the same.
(() => {
  "use strict";

  const strip = document.getElementById("mine");
  if (!strip) return;
  const inside = () => strip.querySelector(".mine-strip");
  const typing = () =>
    [...strip.querySelectorAll("input:not([type=hidden])")].some(
      (input) => input.value !== input.defaultValue || input === document.activeElement,
    );
  let floor = -1;
  let fetching = false;
  let wanted = false;
  let pressed = 0; // what a button brought is newer than a look that was on its way
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === strip) pressed += 1;
  });

  const look = async () => {
    if (fetching) {
      wanted = true;
      return;
    }
    if (typing()) {
      wanted = true;
      return;
    }
    fetching = true;
    wanted = false;
    const before = pressed;
    try {
      const answer = await fetch(strip.dataset.mine, { redirect: "manual", cache: "no-store" });
      const html = answer.ok ? await answer.text() : "";
      if (html && !typing() && pressed === before) {
        strip.innerHTML = html; // our own server's fragment, escaped there
        window.htmx?.process(strip);
      } else if (html) wanted = true;
    } catch {
      /* the next news tries again */
    }
    fetching = false;
    if (wanted && !typing()) look();
  };
  const soon = (most) => setTimeout(look, Math.random() * most);

  document.addEventListener("live:news", (event) => {
    const news = event.detail;
    if (news.seating > Number(inside()?.dataset.seating || 0)) soon(2000);
    else if (news.floor !== floor && floor >= 0 && inside() && "hand" in inside().dataset) soon(300);
    floor = news.floor;
  });

  // It began or ended: buttons come and go. A hall does not ask all at once.
  const now = document.getElementById("now");
  const state = () => now?.querySelector("[data-now]")?.dataset.now.split("-")[0];
  let shown = state();
  if (now) {
    new MutationObserver(() => {
      if (state() !== shown) soon(3000);
      shown = state();
    }).observe(now, { childList: true });
  }
  strip.addEventListener("focusout", () => {
    if (wanted) soon(300);
  });
})();
