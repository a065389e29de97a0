// At the door: the page moves on as soon as somebody is let in (follow.js brings the word).
// Without this file it looks every few seconds, and without any script it is loaded again.
(() => {
  "use strict";

  const root = document.querySelector("[data-door]");
  if (!root || !window.follow) return;
  const look = async () => {
    try {
      const answer = await fetch(root.getAttribute("hx-get"), { redirect: "manual", cache: "no-store" });
      // A whole hall is let in with one tap: not all of it comes in the same instant.
      if (answer.headers.get("HX-Refresh")) setTimeout(() => location.reload(), Math.random() * 400);
    } catch {
      /* the next look tries again */
    }
  };
  window.follow({ path: root.dataset.door, hear: look, refresh: look, tell: () => {} });
})();
