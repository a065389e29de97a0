// The briefing's cards: an anchor opens the card it leads into, and all can be opened in place.
// Without this file the newer browsers open the card of an anchor themselves, and “Open everything” is another page.
(() => {
  "use strict";

  const cards = () => document.querySelectorAll("details.fold");

  const reveal = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const place = name ? document.getElementById(name) : null;
    const shut = [];
    for (let card = place?.closest("details.fold"); card; card = card.parentElement.closest("details.fold"))
      if (!card.open) shut.push(card);
    if (!shut.length) return;
    for (const card of shut) card.open = true;
    place.scrollIntoView();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if ("fold" in link.dataset) {
      event.preventDefault();
      const open = link.dataset.fold === "open";
      for (const card of cards()) card.open = open;
      link.dataset.fold = open ? "shut" : "open";
      link.textContent = open ? "Show only the headings" : "Open everything";
    } else if (link.hash && link.hash === location.hash && link.pathname === location.pathname) {
      reveal(); // the same anchor again: the address does not change
    }
  });
  window.addEventListener("hashchange", reveal);
  reveal();
})();
