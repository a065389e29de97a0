// Helps with choosing several answers and with putting answers in order. The server decides; nothing is blocked here.
(() => {
  "use strict";
  const form = document.querySelector("form[data-most]");
  const line = form?.querySelector("[data-chosen]");
  const most = Number(form?.dataset.most);
  if (line) {
    const count = () => {
      const chosen = form.querySelectorAll("input[type=checkbox]:checked").length;
      line.textContent = chosen > most ? `${chosen} chosen. Choose at most ${most}.` : `${chosen} of ${most} chosen.`;
    };
    form.addEventListener("change", count);
    count();
  }

  // Numbers become buttons: up, down, in, out. The selects stay, hidden, and are what is sent.
  const arrange = (list) => {
    const places = Number(list.dataset.ranking);
    const said = list.parentElement.querySelector("[data-ranking-said]");
    const rows = [...list.children].map((row) => ({
      row,
      select: row.querySelector("select"),
      name: row.querySelector("label").textContent,
    }));
    const placed = () => rows.filter((one) => one.select.value).sort((a, b) => a.select.value - b.select.value);
    const put = (order) => {
      rows.forEach((one) => {
        one.select.value = "";
      });
      order.forEach((one, place) => {
        one.select.value = String(place + 1);
      });
    };
    const moves = {
      up: (order, one) => {
        const at = order.indexOf(one);
        order.splice(at, 1);
        order.splice(at - 1, 0, one);
      },
      down: (order, one) => {
        const at = order.indexOf(one);
        order.splice(at, 1);
        order.splice(at + 1, 0, one);
      },
      take: (order, one) => order.push(one),
      leave: (order, one) => order.splice(order.indexOf(one), 1),
    };
    const words = { up: "Move up", down: "Move down", take: "Add", leave: "Take out" };
    const show = () => {
      const order = placed();
      rows.forEach((one) => {
        const at = order.indexOf(one);
        one.row.dataset.placed = at + 1;
        one.number.textContent = at < 0 ? "" : at + 1;
        const may = {
          up: at > 0,
          down: at >= 0 && at < order.length - 1,
          take: at < 0 && order.length < places,
          leave: at >= 0,
        };
        Object.entries(one.buttons).forEach(([move, button]) => {
          button.hidden = move === "take" ? at >= 0 : at < 0;
          button.disabled = !may[move];
        });
      });
      [...order, ...rows.filter((one) => !one.select.value)].forEach((one) => list.append(one.row));
    };
    const act = (one, move) => {
      const order = placed();
      moves[move](order, one);
      put(order);
      show();
      const again = Object.values(one.buttons).find((button) => !button.hidden && !button.disabled);
      (one.buttons[move].hidden || one.buttons[move].disabled ? again : one.buttons[move])?.focus();
      const at = placed().indexOf(one);
      said.textContent = at < 0 ? `${one.name} is not in your order any more.` : `${one.name} is now number ${at + 1}.`;
    };
    rows.forEach((one) => {
      one.select.hidden = true;
      one.number = document.createElement("b");
      one.number.className = "rank-number";
      one.row.prepend(one.number);
      one.buttons = {};
      Object.entries(words).forEach(([move, word]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button quiet rank-move";
        button.dataset.move = move;
        button.append(word);
        const of = document.createElement("span");
        of.className = "vh";
        of.textContent = `: ${one.name}`;
        button.append(of);
        button.addEventListener("click", () => act(one, move));
        one.row.querySelector(".rank-place").append(button);
        one.buttons[move] = button;
      });
    });
    list.classList.add("ranking-moves");
    show();
  };
  document.querySelectorAll("[data-ranking]").forEach(arrange);
  document.addEventListener("htmx:load", (event) => {
    event.target.querySelectorAll?.("[data-ranking]:not(.ranking-moves)").forEach(arrange);
  });
})();
