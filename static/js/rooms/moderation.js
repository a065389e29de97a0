// By keyboard: only while the focus is on a post, in the queue or on its own page, so that no letter typed elsewhere does
// anything. A letter only moves the focus; Enter or space then acts.
const linksOfTheQueue = (event) => {
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  const here = event.target.closest(".queue li");
  if (!step || !here || !event.target.matches("a")) return null;
  const links = [...document.querySelectorAll(".queue li h3 a")];
  return links[links.indexOf(here.querySelector("h3 a")) + step];
};

const onThePost = (event) => {
  if (!event.target.matches("[data-post-keys]")) return null;
  const key = event.key.toLowerCase();
  if (key === "r") return document.querySelector("#remove input[type=radio]");
  return "pnq".includes(key) ? document.querySelector(`[data-key="${key}"]`) : null;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next = linksOfTheQueue(event) || onThePost(event);
  if (!next) return;
  event.preventDefault();
  next.focus();
});
