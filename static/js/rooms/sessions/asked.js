// The questions of a session on a phone: the list is looked up again when something moves on the floor (follow.js says so).
// The form for one's own question stands outside it and is never swapped. Without this file "Look again" shows the same.
(() => {
  "use strict";

  const list = document.querySelector("[data-asked]");
  if (!list || !window.follow) return;
  const connection = document.querySelector("[data-connection]");
  const REST = 4000; // between looks: hands move the floor too, and a hall does not fetch for each
  const fresh = document.createElement("template");
  const plain = (scope) => scope.textContent.replace(/\s+/g, " ").trim();
  let seen = null;
  let due = 0;
  let fetching = false;
  let pressing = false;
  let following = null;

  // A button that moved away under somebody's finger would say yes to another question.
  const show = (html) => {
    fresh.innerHTML = html; // our own server's fragment, escaped there
    if (plain(fresh.content) === plain(list)) return;
    const focused = list.contains(document.activeElement) ? document.activeElement.id : "";
    list.replaceChildren(fresh.content);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const look = async () => {
    due = 0;
    if (fetching || pressing) {
      soon(REST);
      return;
    }
    fetching = true;
    try {
      const answer = await fetch(list.dataset.fragment, { redirect: "manual", cache: "no-store" });
      const html = answer.ok ? await answer.text() : "";
      if (pressing) soon(REST);
      else if (html) show(html);
      if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) stop();
    } catch {
      /* the next news tries again */
    }
    fetching = false;
  };
  const soon = (most) => {
    if (!due) due = setTimeout(look, 300 + Math.random() * most);
  };
  const tell = (words) => {
    if (connection) connection.textContent = words;
  };
  const stop = () => {
    following?.stop();
    tell("You are signed out, or you no longer take part. Reload the page.");
  };

  const hear = (news) => {
    const now = `${news.version}-${news.floor}`;
    if (now !== seen) soon(REST);
    seen = now;
  };
  list.addEventListener("pointerdown", () => {
    pressing = true;
  });
  for (const over of ["pointerup", "pointercancel"]) {
    document.addEventListener(over, () => {
      setTimeout(() => {
        pressing = false;
      }, 0);
    });
  }
  following = window.follow({ path: list.dataset.asked, hear, refresh: () => soon(REST), woke: look, tell });
})();
