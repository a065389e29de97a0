// What others write while a thread is open: a quiet line says how many posts came, and puts them in when it is pressed.
// Nothing moves by itself, and no form is touched. What is taken off the page elsewhere goes here too. (follow.js tells.)
(() => {
  "use strict";

  const line = document.getElementById("arrived");
  const list = document.getElementById("contributions");
  if (!line || !list) return;
  const { news, socket, alone } = line.dataset;
  const atTheEnd = "atTheEnd" in line.dataset;
  const SLOWLY = 30_000; // between looks of a page that nobody tells
  const GONE = "This post is not shown any more.";
  let version = Number(line.dataset.version);
  let more = false; // came than one message lists
  const fresh = new Map(); // key of a post that is not on the page → what it answers (0: nothing)

  const on = (post) => document.getElementById(`contribution-${post}`);
  const words = (count) => (count === 1 ? "1 new post" : `${more ? "More than " : ""}${count} new posts`);

  // --- The line -----------------------------------------------------------------------------------
  const placed = (post) => (fresh.get(post) ? document.getElementById(`replies-${fresh.get(post)}`) : atTheEnd && list);
  const show = () => {
    for (const post of [...fresh.keys()]) if (on(post)) fresh.delete(post);
    const keys = inOrder();
    if (!keys.length) {
      more = false;
      line.replaceChildren();
      return;
    }
    const tag = !more && keys.some(placed) ? "button" : "a";
    let offer = line.querySelector(tag); // kept, so that whoever is about to press it still has it
    if (!offer) {
      offer = document.createElement(tag);
      if (tag === "button") {
        offer.type = "button";
        offer.className = "button secondary";
        offer.addEventListener("click", () => open(inOrder(), offer));
      }
      line.replaceChildren(offer);
    }
    if (tag === "a") offer.href = `?at=${keys[0]}#contribution-${keys[0]}`;
    const text = `${words(keys.length)}: ${keys.length === 1 ? "show it" : "show them"}`;
    if (offer.textContent !== text) offer.textContent = text;
  };
  const inOrder = () => [...fresh.keys()].sort((a, b) => a - b);
  // A moment later: the answer to one's own post may be on its way.
  let saying = 0;
  const say = () => {
    saying =
      saying ||
      setTimeout(() => {
        saying = 0;
        show();
      }, 200);
  };

  // --- Fetching by key ----------------------------------------------------------------------------
  const rows = async (posts) => {
    const answer = await fetch(`${news}?rows=${posts.slice(0, 30).join(",")}`, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const made = document.createElement("template");
    made.innerHTML = await answer.text(); // our own server's fragment, escaped there
    return [...made.content.children];
  };
  const keyOf = (row) => Number(row.querySelector("article").id.replace("contribution-", ""));

  const open = async (posts, offer) => {
    offer.disabled = true;
    try {
      const came = await rows(posts);
      let begin = null;
      for (const row of came) {
        const post = keyOf(row);
        const place = placed(post);
        if (!place || on(post)) continue;
        place.append(row);
        window.htmx?.process(row);
        begin = begin || row.querySelector("article");
        fresh.delete(post);
      }
      const known = new Set(came.map(keyOf));
      for (const post of posts) if (!known.has(post)) fresh.delete(post); // gone again meanwhile
      document.getElementById("nothing-yet")?.remove();
      offer.disabled = false;
      show();
      begin?.focus();
    } catch {
      offer.disabled = false;
      offer.textContent = "The new posts could not be fetched. Try again";
    }
  };

  // Its words at once; who took it out, and why, a moment later: not every page in the same instant.
  const hide = (article) => {
    const said = document.createElement("div");
    said.className = "tombstone";
    said.append(Object.assign(document.createElement("p"), { textContent: GONE }));
    article.replaceChildren(said);
    if (article.nextElementSibling?.matches(".controls")) article.nextElementSibling.remove();
  };
  const stale = new Set();
  let soon = 0;
  const renew = async () => {
    soon = 0;
    const posts = [...stale];
    stale.clear();
    const came = [];
    for (let at = 0; at < posts.length; at += 30) came.push(...(await rows(posts.slice(at, at + 30)).catch(() => [])));
    for (const row of came) {
      const article = row.querySelector("article");
      const old = document.getElementById(article.id);
      if (!old) continue;
      const had = document.activeElement === old;
      if (old.nextElementSibling?.matches(".controls")) old.nextElementSibling.remove();
      const controls = article.nextElementSibling?.matches(".controls") ? [article.nextElementSibling] : [];
      old.replaceWith(article, ...controls);
      controls.forEach((one) => window.htmx?.process(one));
      if (had) article.focus({ preventScroll: true });
    }
  };

  // --- One's own ----------------------------------------------------------------------------------
  // What was done to a post of one's own stands with what can be done about it, where a new page would have it.
  const isOwn = (post) =>
    document.getElementById(`mine-${post}`) || on(post)?.nextElementSibling?.matches("[data-own]");
  const plain = (section) => section.textContent.replace(/\s+/g, " ");
  let owed = false; // something of one's own has changed, and the page does not say it yet
  const renewOwn = async () => {
    const answer = await fetch(`${news}?mine=1`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return; // the next message, or look, asks again
    owed = false;
    const made = document.createElement("template");
    made.innerHTML = await answer.text(); // our own server's fragment, escaped there
    const [came, here] = [made.content.getElementById("mine"), document.getElementById("mine")];
    if (!came || plain(came) === plain(here)) return;
    const at = here.contains(document.activeElement) && document.activeElement.closest("[id]").id;
    here.replaceWith(came);
    if (at) (document.getElementById(at) || document.getElementById("say") || line).focus({ preventScroll: true });
    document.getElementById("messages").replaceChildren(...made.content.querySelectorAll(".notice"));
  };

  // One of them may stand on another page of the thread. Which are one’s own is asked once something there changes that
  // was there before, and kept: not by every page in the same instant.
  const away = new Set();
  let own = null;
  let newest = 0; // post that was asked about
  let asking = 0;
  const lookAway = async () => {
    asking = 0;
    const posts = [...away];
    if (!own || posts.some((post) => post > newest)) {
      const answer = await fetch(`${news}?own=1`, { credentials: "same-origin" }).catch(() => null);
      if (!answer?.ok || answer.redirected) return; // the next message asks again
      own = new Set((await answer.json()).own);
      newest = Math.max(newest, ...posts);
    }
    posts.forEach((post) => away.delete(post));
    if (!posts.some((post) => own.has(post))) return;
    owed = true;
    renewOwn();
  };

  // --- Hearing ------------------------------------------------------------------------------------
  const hear = ({ version: told, changes, full }) => {
    owed = owed || changes.some(([change, post]) => change > version && isOwn(post)); // while it is still on the page
    for (const [change, post, under, shown] of [...changes].reverse()) {
      const article = on(post);
      if ("elsewhere" in line.dataset && change > version && shown !== 1 && !article && !isOwn(post)) away.add(post);
      if (!shown) {
        fresh.delete(post);
        if (article && article.querySelector(".said-words")) {
          hide(article);
          stale.add(post);
        }
      } else if (change <= version) {
        continue;
      } else if (article) {
        stale.add(post);
      } else if (shown === 1 && (!alone || under === Number(alone))) {
        fresh.set(post, under);
      }
    }
    if (full && changes[changes.length - 1][0] > version) {
      more = owed = true; // something between may have been missed, also of what is on the page
      list.querySelectorAll("article").forEach((one) => stale.add(Number(one.id.replace("contribution-", ""))));
    }
    version = Math.max(version, told);
    if (owed) renewOwn();
    if (away.size && !asking) asking = setTimeout(lookAway, Math.random() * 1500);
    if (stale.size && !soon) soon = setTimeout(renew, Math.random() * 1500);
    say();
  };
  const refresh = async () => {
    try {
      const answer = await fetch(news, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) hear(await answer.json());
      else if (answer.status === 404) following?.stop();
    } catch {
      // No network: the next look, or the socket, finds out.
    }
  };

  // One's own post, put in by htmx, is no news; and an answer to it that waits may have its place now.
  document.addEventListener("said", say);
  let following = null;
  if (socket && window.follow) {
    following = window.follow({ path: socket, hear, refresh, tell: () => {} });
  } else {
    setInterval(() => document.visibilityState === "visible" && refresh(), SLOWLY * (0.75 + Math.random() / 2));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  }
})();
