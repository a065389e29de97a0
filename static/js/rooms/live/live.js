// Follows a session: a message says that something is new, the page fetches what it needs (follow.js brings messages).
// Without this file the "Reload" link and every form still work.
(() => {
  "use strict";

  const root = document.querySelector("[data-live]");
  if (!root || !window.follow) return;
  const changed = document.querySelector("[data-changed]");
  const said = document.querySelector("[data-said]");
  const connection = document.querySelector("[data-connection]");
  const always = "always" in root.dataset; // a screen holds no form: every fragment may be shown
  let version = shownVersion();
  let dirty = [...root.querySelectorAll("[data-keep] textarea, [data-keep] input[maxlength]")].some(
    (box) => box.value !== box.defaultValue, // words that came back as the page was loaded (drafts.js)
  );
  let fetching = false;
  let again = false;
  let following = null;

  function shownVersion() {
    return Number(root.querySelector("[data-version]")?.dataset.version || 0);
  }
  const key = (scope) => scope.querySelector("[data-now]")?.dataset.now;
  const tell = (text) => {
    if (connection) connection.textContent = text;
  };

  // --- Showing ----------------------------------------------------------------------------------
  const addToken = () => {
    const token = document.querySelector("[data-csrf] input");
    root.querySelectorAll("form[method=post]").forEach((form) => {
      if (token && !form.querySelector("[name=csrfmiddlewaretoken]")) form.prepend(token.cloneNode());
    });
  };

  // A message is the same for everybody, so it does not know what this person chose: the same question keeps its form.
  const ballot = (scope) => scope.querySelector("form[data-ballot]");
  const wave = (form) => form.elements.wave?.value;

  const show = (html, force) => {
    const focused = root.contains(document.activeElement) ? document.activeElement.id : "";
    const fresh = document.createElement("template");
    fresh.innerHTML = html; // our own server's fragment, escaped there
    const before = key(root);
    const kept = ballot(root),
      next = ballot(fresh.content);
    if (kept && next && !force && wave(kept) === wave(next)) next.replaceWith(kept);
    root.replaceChildren(fresh.content);
    addToken();
    window.htmx?.process(root);
    version = Math.max(version, shownVersion());
    dirty = false;
    if (changed) changed.hidden = true;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const heading = root.querySelector("h2");
    if (said && heading && !always) said.textContent = heading.textContent;
    document.dispatchEvent(new CustomEvent("live:shown"));
    if (key(root) !== before) bring();
  };

  // On a phone a new question beyond the edge goes unseen, or is answered as the one before it.
  const bring = () => {
    const active = document.activeElement;
    const typing = active?.matches("input, textarea") && !root.contains(active);
    if (!("voter" in root.dataset) || typing) return;
    const above = root.previousElementSibling;
    const first = above?.matches("[data-ballot-state]:not([hidden])") ? above : root;
    const { top } = first.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) first.scrollIntoView({ block: "start" });
  };

  // A form that somebody is filling is never taken away: a button offers the new question instead.
  // One asked for before a newer one was shown is old news.
  const arrive = (html, newVersion) => {
    if (newVersion && newVersion < version) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const same = key(fresh.content) !== undefined && key(fresh.content) === key(root);
    version = Math.max(version, newVersion || 0);
    if (same) return;
    if (dirty && changed) changed.hidden = false;
    else show(html);
  };

  // What was heard while a page was on its way is newer than the page: it is said again once that is shown.
  let heard = 0;
  const latest = {};
  let here = null; // how many are here, where that is told
  const recount = (since) => {
    if (heard < since) return;
    counts(latest);
    if (here !== null) people(here);
  };
  const people = (count) => {
    here = count;
    document.querySelectorAll("[data-people]").forEach((el) => {
      el.textContent = count;
    });
  };
  const counts = (answers) => {
    Object.entries(answers).forEach(([wave, count]) => {
      root.querySelectorAll(`[data-answers="${Number(wave)}"]`).forEach((el) => {
        el.textContent = "bare" in el.dataset ? count : `${count} answered so far.`;
      });
    });
  };

  // --- Fetching ---------------------------------------------------------------------------------
  // A phone that slept wakes with a request that hangs on a connection long gone: it must not be waited for.
  let asking = null;
  const woke = () => {
    asking?.abort();
    refresh(false);
  };
  const refresh = async (force) => {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    const asked = performance.now();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(root.dataset.fragment, {
        redirect: "manual",
        cache: "no-store",
        signal: mine.signal,
      });
      if (answer.ok) {
        const html = await answer.text();
        if (force) show(html, true);
        else arrive(html, Number(/data-version="(\d+)"/.exec(html)?.[1] || 0));
        recount(asked);
      } else if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
        stop();
      }
    } catch {
      /* the next message or the next poll tries again */
    }
    fetching = false;
    if (again) {
      again = false;
      refresh(false);
    }
  };

  const stop = () => {
    following?.stop();
    tell("You are signed out, or you no longer take part. Reload the page.");
  };

  // --- Following --------------------------------------------------------------------------------
  const hear = (news) => {
    heard = performance.now();
    Object.assign(latest, news.answers);
    document.dispatchEvent(new CustomEvent("live:news", { detail: news }));
    if (news.version > version) {
      if (news.html) arrive(news.html, news.version);
      else setTimeout(() => refresh(false), always ? 0 : Math.random() * 300);
    } else if (root.querySelector("[data-moving]")) {
      refresh(false);
    }
    counts(latest);
    if ("people" in news) people(news.people);
  };

  root.addEventListener("input", (event) => {
    if (event.target.closest("[data-keep]")) dirty = true;
  });
  document.addEventListener("ballot:kept", () => {
    dirty = false;
    if (changed && !changed.hidden) refresh(true); // the question has moved on already
  });
  changed?.addEventListener("click", () => refresh(true));
  let pressed = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === root) pressed = performance.now();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== root) return;
    recount(pressed);
    dirty = event.detail.xhr.status === 422;
    const overtaken = shownVersion() < version; // by what arrived while this answer was on its way
    version = Math.max(version, shownVersion());
    if (changed) changed.hidden = true;
    if (overtaken) refresh(false);
  });
  following = window.follow({ path: root.dataset.live, hear, refresh: () => refresh(false), woke, tell });
})();
