"use strict";
// Comfort only: without it everything stands on the page as well.

// A link into something folded unfolds it.
function unfold() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
  }
  target.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();

function button(box, text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => act(made));
  box.append(made);
  box.hidden = false;
  return made;
}

// Requirements of one verdict only.
for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = [...document.querySelectorAll("tr[data-verdict]")];
  const show = (verdict) => (pressed) => {
    for (const other of box.children) other.setAttribute("aria-pressed", String(other === pressed));
    for (const row of rows) row.hidden = verdict !== null && row.dataset.verdict !== verdict;
    for (const chapter of document.querySelectorAll(".chapter")) chapter.hidden = !chapter.querySelector("tr[data-verdict]:not([hidden])");
  };
  button(box, `All ${rows.length}`, show(null)).setAttribute("aria-pressed", "true");
  for (const verdict of ["fail", "inconclusive", "warn", "review", "pass", "not-applicable", "not-tested"]) {
    const word = rows.find((row) => row.dataset.verdict === verdict)?.dataset.word;
    if (!word) continue;
    const number = rows.filter((row) => row.dataset.verdict === verdict).length;
    button(box, `${word} ${number}`, show(verdict)).setAttribute("aria-pressed", "false");
  }
}

for (const box of document.querySelectorAll("[data-fold]")) {
  const all = (open) => () => document.querySelectorAll("details.journey").forEach((journey) => { journey.open = open; });
  button(box, "Unfold all", all(true));
  button(box, "Fold all", all(false));
}
