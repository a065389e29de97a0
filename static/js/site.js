// Small helps. Every page works without this file.
(() => {
  "use strict";

  const toast = (text) => {
    const region = document.getElementById("toasts");
    if (!region) return;
    const note = document.createElement("div");
    note.className = "toast";
    note.textContent = text;
    region.append(note);
    setTimeout(() => note.remove(), 8000);
  };

  // People who cannot see the page must hear what went wrong before anything else.
  const focusErrors = (root) => root.querySelector("[data-error-summary]")?.focus();

  const showConnection = () => {
    const bar = document.getElementById("offline");
    if (bar) bar.hidden = navigator.onLine;
  };

  // Public pages are the same for everybody. What is this reader's own is fetched, and each part put in its place.
  const fetchOwn = async (place) => {
    const answer = await fetch(place.dataset.own).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const parts = document.createElement("template");
    parts.innerHTML = await answer.text();
    for (const part of parts.content.querySelectorAll("[data-into]")) {
      const its = document.getElementById(part.dataset.into);
      its?.replaceChildren(...part.childNodes);
      if (its?.childElementCount) its.hidden = false;
    }
    document.dispatchEvent(new CustomEvent("own:shown"));
  };

  const setTheme = (button) => {
    document.documentElement.dataset.theme = button.dataset.setTheme;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-print], [data-set-theme]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    else setTheme(button);
  });

  // A fragment that arrives between press and release takes away what was pressed, and the browser drops the click.
  // The same thing in its place is clicked instead; what would send or say anything else is left alone.
  let pressed = null;
  const control = (event) => event.target.closest?.("a[href], button");
  const meant = (el) => {
    const sent = el.form ? [...new FormData(el.form)].filter(([name]) => name !== "csrfmiddlewaretoken") : [];
    return JSON.stringify([el.id, el.href, el.form?.getAttribute("action"), el.name, el.value, el.textContent, sent]);
  };
  document.addEventListener(
    "pointerdown",
    (event) => {
      const el = event.pointerType === "mouse" && event.button === 0 ? control(event) : null;
      pressed = el && !("again" in el.dataset) && { el, meant: meant(el) }; // data-again: each press adds to the last one
    },
    true,
  );
  document.addEventListener(
    "pointercancel",
    () => {
      pressed = null;
    },
    true,
  );
  document.addEventListener(
    "pointerup",
    (event) => {
      if (event.button !== 0) return;
      const there = control(event);
      const lost = pressed && !pressed.el.isConnected && there && meant(there) === pressed.meant;
      if (lost && !event.ctrlKey && !event.metaKey && !event.shiftKey) there.click();
      pressed = null;
    },
    true,
  );

  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
  const keepsWords = (event) => event.detail.elt?.closest?.("form[data-keeps-words]"); // drafts.js says it below the box
  document.addEventListener("htmx:sendError", (event) => {
    if (!keepsWords(event)) toast("That was not sent. Check your connection, then try again.");
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (keepsWords(event)) return;
    const gone = [401, 403, 404].includes(event.detail.xhr.status);
    toast(
      gone
        ? "That was not sent: you may have been signed out. Copy what you typed before you load the page again."
        : "That did not work. What you typed is still here: try again.",
    );
  });
  // Paper shows what is folded. Newer browsers do it by the stylesheet alone (print.css), older ones must be opened.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open], .sure)")];
    unfolded.forEach((el) => {
      el.open = true;
    });
  });
  window.addEventListener("afterprint", () => {
    unfolded.forEach((el) => {
      el.open = false;
    });
    unfolded = [];
  });

  // A link to something that is folded unfolds it. Newer browsers do it themselves.
  const unfoldTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let el = target && target.closest("details"); el; el = el.parentElement.closest("details")) el.open = true;
    if (target) target.scrollIntoView();
  };
  window.addEventListener("hashchange", unfoldTarget);
  unfoldTarget();

  // Words that were not sent are kept on this device (drafts.js). Whoever signs out takes them along: a phone is lent.
  // What was sent last and an answer on its way (ballot.js) go too, and are no reason to ask.
  const kept = (of) => {
    try {
      return Object.keys({ ...localStorage, ...sessionStorage }).filter((name) => of.test(name));
    } catch {
      return [];
    }
  };
  const drafts = () => kept(/^draft\|/);
  const forget = (name) => [localStorage, sessionStorage].forEach((store) => store.removeItem(name));
  document.querySelectorAll("form[data-sign-out]").forEach((form) => {
    const warning = form.querySelector("[data-unsent]");
    if (warning) warning.hidden = !drafts().length;
    form.addEventListener("submit", (event) => {
      if (warning || !drafts().length) kept(/^(draft\||draft-sent$|answerable:unsent:)/).forEach(forget);
      else {
        event.preventDefault();
        location.assign(form.action); // the page that asks first
      }
    });
  });

  window.addEventListener("online", showConnection);
  window.addEventListener("offline", showConnection);

  // Buttons that need this file stay hidden until it runs.
  document.querySelectorAll("[data-needs-js][hidden]").forEach((el) => {
    el.hidden = false;
  });
  showConnection();
  focusErrors(document);
  const own = document.querySelector("[data-own]");
  if (own) fetchOwn(own);
})();
