// Dragging a name to another table sends the same form as the list beside it.
(() => {
  "use strict";

  let dragged = null;
  document.querySelectorAll("[data-seat]").forEach((seat) => {
    seat.draggable = true;
    seat.addEventListener("dragstart", (event) => {
      dragged = seat;
      event.dataTransfer.setData("text/plain", seat.dataset.seat);
      event.dataTransfer.effectAllowed = "move";
    });
    seat.addEventListener("dragend", () => {
      dragged = null;
    });
  });
  document.querySelectorAll("[data-table]").forEach((table) => {
    table.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      table.dataset.over = "";
    });
    table.addEventListener("dragleave", () => {
      delete table.dataset.over;
    });
    table.addEventListener("drop", (event) => {
      event.preventDefault();
      delete table.dataset.over;
      if (!dragged || dragged.closest("[data-table]") === table) return;
      const form = dragged.querySelector(".table-move");
      form.elements.table.value = table.dataset.table;
      if (form.requestSubmit) form.requestSubmit();
      else form.submit();
    });
  });
})();
