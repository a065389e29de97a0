// The turns of a record, quicker: one press says that an area begins with a turn, or that it goes on.
// The page works without it: each turn has a list of the areas.
(() => {
  "use strict";

  const turns = [...document.querySelectorAll("[data-turn]")];
  const list = (turn) => turn.querySelector("select[name^='area_']");
  if (!turns.length || !turns.every(list)) return;
  const areas = [...list(turns[0]).options].map((option) => option.value).filter(Boolean);
  const names = new Map([...list(turns[0]).options].map((option) => [option.value, option.textContent]));
  const before = turns[0].dataset.inArea;

  // The area in force just before a turn, as the lists stand now.
  const above = (place) => {
    for (let at = place - 1; at >= 0; at -= 1) if (list(turns[at]).value) return list(turns[at]).value;
    return before;
  };
  const next = (place) => areas[areas.indexOf(above(place)) + 1] || areas[0];

  const say = () => {
    turns.forEach((turn, place) => {
      const button = turn.querySelector("[data-begins]");
      const begins = Boolean(list(turn).value);
      button.setAttribute("aria-pressed", String(begins));
      button.firstChild.textContent = begins ? "The area goes on here" : `${names.get(next(place))} begins here`;
      turn.classList.toggle("begins", begins);
    });
  };

  for (const [place, turn] of turns.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.dataset.begins = "";
    button.append(
      "",
      Object.assign(document.createElement("span"), { className: "vh", textContent: ` (${turn.dataset.turn})` }),
    );
    button.addEventListener("click", () => {
      list(turn).value = list(turn).value ? "" : next(place);
      say();
    });
    list(turn).addEventListener("change", say);
    list(turn).closest(".field").after(button);
  }
  say();
})();
