// Shows the views that the server renders. The TOKEN stands in the fragment, which never reaches the server
// by itself, so every request carries it in its body.
"use strict";

const view = document.getElementById("view");
const page = document.body.dataset.page;
const TRIES_BEFORE_LATE = 6;
const TRIES_AT_MOST = 30;

function token() {
  const fragment = location.hash.slice(1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function say(title, text) {
  const heading = document.createElement("h1");
  heading.textContent = title;
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  view.replaceChildren(heading, paragraph);
}

async function show(name, fields = new FormData()) {
  const body = new URLSearchParams(fields);
  body.set("token", token());
  try {
    const answer = await fetch("/views/" + name, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    view.innerHTML = await answer.text();
  } catch {
    say("Something went wrong", "The museum's server does not answer. Please try again in a little while.");
  }
  window.scrollTo(0, 0);
}

function fields(object) {
  const data = new FormData();
  for (const [name, value] of Object.entries(object)) data.set(name, value);
  return data;
}

async function followReceipt() {
  for (let tries = 0; tries < TRIES_AT_MOST; tries++) {
    const late = tries >= TRIES_BEFORE_LATE;
    await show("success", fields(late ? { late: "1" } : {}));
    const state = view.querySelector("[data-state]")?.dataset.state;
    if (state !== "waiting" && state !== "late") return;
    await wait(late ? 3000 : 1000);
  }
}

function start() {
  if (!token()) {
    say("This visit is not known", "Please open the museum by scanning its code with the SEQR app.");
  } else if (page === "success") {
    followReceipt();
  } else if (page === "order") {
    history.replaceState(null, "");
    show("tickets", fields({ opened: "1" }));
  } else {
    show(page);
  }
}

view.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const data = new FormData(form, event.submitter);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  if (form.dataset.view === "confirm") history.pushState("confirm", "");
  await show(form.dataset.view, data);
});

view.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("back" in button.dataset) history.back();
  if ("reload" in button.dataset) location.reload();
  if ("order" in button.dataset) location.href = "/order#" + token().replace(/_\d+$/, "");
});

window.addEventListener("popstate", () => {
  if (page === "order" && token()) show("tickets");
});
window.addEventListener("hashchange", () => location.reload());

start();
