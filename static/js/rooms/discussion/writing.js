// Counts what is left while typing, and moves to a post that was just sent. The page works without it.
(() => {
  "use strict";

  const count = (box) => {
    const most = Number(box.dataset.most);
    if (!most) return;
    let line = box.parentElement.querySelector(".left");
    if (!line) {
      line = document.createElement("p");
      line.className = "left hint";
      box.after(line);
    }
    const left = most - Array.from(box.value.trim()).length;
    line.textContent = left < 0 ? `${-left} characters too many` : left < most / 4 ? `${left} characters left` : "";
    line.toggleAttribute("data-over", left < 0);
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-most]")) count(event.target);
  });
  // A reply form that was asked for is where the person wants to write.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (/^reply-\d+$/.test(event.detail.target?.id)) event.detail.target.querySelector("textarea")?.focus();
  });
  document.addEventListener("said", (event) => {
    document.getElementById(event.detail.at)?.focus();
    if (document.querySelector("#contributions > li")) document.getElementById("nothing-yet")?.remove();
  });
  document.querySelectorAll("textarea[data-most]").forEach(count);
})();
