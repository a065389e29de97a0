// Says how many answers are chosen where several may be. The server decides; nothing is blocked here.
(() => {
  "use strict";
  const form = document.querySelector("form[data-most]");
  const line = form?.querySelector("[data-chosen]");
  const most = Number(form?.dataset.most);
  if (!line) return;
  const count = () => {
    const chosen = form.querySelectorAll("input[type=checkbox]:checked").length;
    line.textContent = chosen > most ? `${chosen} chosen. Choose at most ${most}.` : `${chosen} of ${most} chosen.`;
  };
  form.addEventListener("change", count);
  count();
})();
