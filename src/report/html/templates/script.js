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

// Pictures of the gallery: all of them, or those only that show something to mend.
for (const box of document.querySelectorAll("[data-broken]")) {
  const cells = [...document.querySelectorAll(".screens > li")];
  const broken = cells.filter((cell) => "isBroken" in cell.dataset);
  if (!broken.length || broken.length === cells.length) continue;
  const show = (shown) => (pressed) => {
    for (const other of box.children) other.setAttribute("aria-pressed", String(other === pressed));
    for (const cell of cells) cell.hidden = !shown.includes(cell);
    for (const view of document.querySelectorAll(".view")) view.hidden = !view.querySelector(".screens > li:not([hidden])");
  };
  button(box, `All ${cells.length}`, show(cells)).setAttribute("aria-pressed", "true");
  button(box, `To mend ${broken.length}`, show(broken)).setAttribute("aria-pressed", "false");
}

// A picture opens the full one on this page; without a script, and with the middle button, the link does.
const viewer = document.getElementById("viewer");
const part = (name) => document.getElementById(`viewer-${name}`);
let current = null;

const shown = (frame) => frame.closest("#screens") ? [...document.querySelectorAll("#screens a.frame")].filter((other) => other.getClientRects().length) : [frame];

function view(frame) {
  current = frame;
  const family = shown(frame);
  const alt = frame.querySelector("img").alt;
  part("title").textContent = alt;
  part("place").textContent = family.length > 1 ? `${family.indexOf(frame) + 1} of ${family.length}` : "";
  for (const name of ["previous", "next"]) part(name).hidden = family.length < 2;
  part("missing").hidden = true;
  part("missing").querySelector("code").textContent = frame.getAttribute("href");
  const full = document.createElement("img");
  full.alt = alt;
  full.addEventListener("error", () => {
    full.remove();
    part("missing").hidden = false;
  });
  full.src = frame.getAttribute("href");
  const canvas = part("canvas");
  canvas.replaceChildren(full);
  const outlines = (frame.dataset.outlines || "").split(";").filter(Boolean);
  part("outlines").hidden = !outlines.length;
  for (const outline of outlines) {
    const drawn = document.createElement("span");
    drawn.className = "outline";
    const [x, y, width, height] = outline.split(" ");
    Object.assign(drawn.style, { left: `${x}%`, top: `${y}%`, width: `${width}%`, height: `${height}%` });
    canvas.append(drawn);
  }
  if (!viewer.open) viewer.showModal();
  canvas.parentElement.scrollTo(0, 0);
}

function step(by) {
  const family = shown(current);
  view(family[(family.indexOf(current) + by + family.length) % family.length]);
}

if (viewer.showModal) {
  for (const frame of document.querySelectorAll("a.frame[href]")) {
    frame.setAttribute("aria-haspopup", "dialog");
    frame.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      view(frame);
    });
  }
  part("previous").addEventListener("click", () => step(-1));
  part("next").addEventListener("click", () => step(1));
  part("close").addEventListener("click", () => viewer.close());
  part("outlines").addEventListener("click", () => {
    const pressed = part("outlines").getAttribute("aria-pressed") !== "true";
    part("outlines").setAttribute("aria-pressed", String(pressed));
    viewer.classList.toggle("bare", !pressed);
  });
  viewer.addEventListener("keydown", (event) => {
    if (part("next").hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });
  // The focus goes back to the picture that is looked at, not to the first that was.
  viewer.addEventListener("close", () => current.focus());
}
