// The queue by keyboard: only while the focus is on a post in it, so that no letter typed elsewhere does anything.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  const here = event.target.closest(".queue li");
  if (!step || !here || !event.target.matches("a")) return;
  const links = [...document.querySelectorAll(".queue li h3 a")];
  const next = links[links.indexOf(here.querySelector("h3 a")) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
