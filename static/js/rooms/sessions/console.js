// The console: the clock of a part, hands and voices as they change, notes saved while they are typed.
// Without this file every button still works, and "Save" saves the notes.
(() => {
  "use strict";

  const token = () => document.querySelector("[data-csrf] input")?.value || "";

  // --- The clock --------------------------------------------------------------------------------
  const began = new WeakMap();
  const said = (seconds) => {
    const minutes = Math.floor(seconds / 60);
    return minutes < 1 ? "less than a minute" : minutes === 1 ? "1 minute" : `${minutes} minutes`;
  };
  const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  const tick = () => {
    const clock = document.querySelector("[data-clock]");
    if (!clock) return;
    if (!began.has(clock)) began.set(clock, Date.now() - Number(clock.dataset.elapsed) * 1000);
    if ("stopped" in clock.dataset) return;
    const elapsed = Math.floor((Date.now() - began.get(clock)) / 1000);
    const planned = Number(clock.dataset.planned);
    const left = planned - elapsed;
    const words = document.querySelector("[data-clock-words]");
    const over =
      left < 0 ? `${said(-left)} over. Move on, or give this part more minutes.` : `${said(left)} left in this part`;
    const strip = document.querySelector("[data-strip-clock]");
    if (strip) strip.textContent = left < 0 ? `+${shown(-left)}` : shown(left);
    clock.textContent = left < 0 ? `+${shown(-left)}` : shown(left);
    if (words && words.textContent !== over) words.textContent = over;
    const soon = left <= Math.min(120, planned / 4);
    clock.closest("[data-tone]").dataset.tone = left < 0 ? "late" : soon ? "soon" : "calm";
  };
  tick();
  setInterval(tick, 1000);
  document.addEventListener("live:shown", tick);
  document.addEventListener("htmx:afterSwap", tick);

  // --- The strip that stays in sight, and how many answers a result needs -------------------------
  const board = document.getElementById("board");
  const follow = () => {
    const now = board?.querySelector("[data-part]")?.dataset;
    const part = document.querySelector("[data-strip-part]");
    if (now && part) part.textContent = now.part || "Not started";
  };
  document.addEventListener("live:shown", follow);
  document.addEventListener("htmx:afterSwap", follow);
  document.addEventListener("live:news", (event) => {
    const few = document.querySelector("[data-few]");
    const answers = few && event.detail.answers[few.dataset.fewOf];
    if (answers !== undefined && few) few.hidden = answers >= Number(few.dataset.few);
  });

  // --- Hands and voices -------------------------------------------------------------------------
  const floor = document.getElementById("floor");
  const LOOK = 15_000;
  const GAP = 1000;
  let looked = 0;
  let fetching = false;
  let again = false;

  const busy = () => [...floor.querySelectorAll("input:not([type=hidden])")].some((input) => input.value);
  const show = (html) => {
    const focused = floor.contains(document.activeElement) ? document.activeElement.id : "";
    floor.innerHTML = html; // our own server's fragment, escaped there
    window.htmx?.process(floor);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };
  const look = async () => {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    looked = Date.now();
    try {
      const answer = await fetch(floor.dataset.floorOf, { redirect: "manual", cache: "no-store" });
      const html = answer.ok ? await answer.text() : "";
      // Not over what a button has brought since, nor over words that are being typed.
      if (html && !busy() && Number(/data-floor="(\d+)"/.exec(html)?.[1] || 0) >= known()) show(html);
    } catch {
      /* the next look tries again */
    }
    fetching = false;
    if (again) {
      again = false;
      setTimeout(look, GAP);
    }
  };
  // A hall raises ten hands a second: they are looked at once a second.
  let next = 0;
  const soon = () => {
    if (next) return;
    next = setTimeout(
      () => {
        next = 0;
        look();
      },
      Math.max(0, looked + GAP - Date.now()),
    );
  };
  const known = () => Number(floor.querySelector("[data-floor]")?.dataset.floor || 0);
  // The row that stays in sight on a phone tells how many hands are up, and whether somebody asks for a pause.
  const count = () => {
    const link = document.querySelector("[data-jump-floor]");
    const now = floor.querySelector("[data-floor]")?.dataset;
    if (!link || !now) return;
    const pause = Number(now.pauses) > 0;
    link.querySelector("[data-jump-hands]").textContent = pause ? "Pause!" : Number(now.waiting);
    if (pause) link.dataset.tone = "bad";
    else link.removeAttribute("data-tone");
    const door = document.querySelector("[data-jump-door]");
    door.hidden = !Number(now.door);
    door.querySelector("b").textContent = now.door;
  };
  if (floor) {
    new MutationObserver(count).observe(floor, { childList: true });
    let people = -1;
    let coming = 0;
    document.addEventListener("live:news", (event) => {
      if (event.detail.floor > known() || event.detail.kind === "state") soon();
      else if (event.detail.people !== people && !coming) {
        coming = setTimeout(() => {
          coming = 0;
          look();
        }, 2000); // a hall comes in by hundreds
      }
      people = event.detail.people;
    });
    setInterval(() => {
      if (document.visibilityState === "visible") look();
    }, LOOK);
  }

  // --- The keyboard's place ---------------------------------------------------------------------
  // A pressed button is disabled until the answer comes, so it loses the focus: it gets it back, or who took its place.
  let held = null;
  const holder = ({ id, region }) => {
    const subject = id.slice(id.lastIndexOf("-"));
    const there = document.getElementById(id) || region.querySelector(`button[id$="${CSS.escape(subject)}"]`);
    return there || region.querySelector("button.large, button");
  };
  const hold = () => {
    if (held && document.activeElement === document.body) holder(held)?.focus({ preventScroll: true });
  };
  document.addEventListener(
    "submit",
    (event) => {
      const region = event.target.closest("#board, #floor");
      held = region && event.submitter?.id ? { id: event.submitter.id, region } : null;
    },
    true,
  );
  document.addEventListener("pointerdown", () => {
    held = null;
  });
  document.addEventListener("live:shown", hold);
  document.addEventListener("htmx:afterSettle", hold);

  // --- Notes ------------------------------------------------------------------------------------
  const form = document.querySelector("[data-notes]");
  const told = document.querySelector("[data-notes-said]");
  let waiting = 0;

  // What is typed is on this device meanwhile (drafts.js), until the server has it.
  const save = async (leaving = false) => {
    waiting = 0;
    const data = new FormData(form);
    const text = form.elements.body.value;
    data.set("quick", "1");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": token() },
        redirect: "manual",
        keepalive: leaving,
      });
      if ([403, 404].includes(answer.status) || answer.type === "opaqueredirect") {
        told.textContent =
          "Not saved: you may have been signed out. Your notes are kept on this device. Sign in again.";
        return;
      }
      const news = await answer.json();
      told.textContent = news.said;
      if (!answer.ok) return;
      form.elements.revision.value = news.revision;
      if (leaving) return; // the page that comes was drawn before: it finds them on the device
      document.dispatchEvent(new CustomEvent("draft:stored", { detail: { place: form.dataset.draft, text } }));
    } catch {
      told.textContent = "Not saved yet. Your notes are kept on this device. Press Save when you are connected again.";
    }
  };
  const soonSaved = () => {
    clearTimeout(waiting);
    told.textContent = "Typing…";
    waiting = setTimeout(() => save(), 1200);
  };
  // The page is left, by a button of its own too, before the pause in typing was over.
  const flush = () => {
    if (!waiting) return;
    clearTimeout(waiting);
    if ("keepalive" in Request.prototype) save(true);
    else {
      const data = new FormData(form);
      data.set("quick", "1");
      navigator.sendBeacon(form.action, data);
    }
  };
  form?.addEventListener("input", (event) => {
    if (event.target.name === "body") soonSaved();
  });
  ["beforeunload", "pagehide"].forEach((name) => window.addEventListener(name, flush));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });
  window.addEventListener("pageshow", (event) => {
    if (form && event.persisted) save(); // the page is as it was left: the number of what was saved since is not
  });
  if (form && form.elements.body.value !== form.elements.body.defaultValue) soonSaved(); // words that came back
  form?.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = 0;
  });
})();
