// Passage and proposal light up together; a, e, r, j, k work a paper through. The page works without this.
"use strict";

const cards = [...document.querySelectorAll("[data-card]")];
const oneColumn = matchMedia("(max-width: 60rem)");
let at = Math.max(0, cards.findIndex((card) => "#" + card.id === location.hash));

function marksOf(name) {
  return [...document.querySelectorAll("[data-draft]")].filter((mark) => mark.dataset.draft.split(" ").includes(name));
}

// Scroll the paper inside its own box, so that the proposals beside it stay where they are.
function reveal(mark) {
  const box = mark.closest(".review-paper");
  const within = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTo({ top: box.scrollTop + within - box.clientHeight / 3 });
  if (oneColumn.matches) box.scrollIntoView({ block: "start" });
}

function light(name, from) {
  document.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
  const marks = marksOf(name).filter((mark) => !mark.classList.contains("to-passage"));
  marks.forEach((mark) => mark.classList.add("lit"));
  const card = document.getElementById("de-xuat-" + name);
  card?.classList.add("lit");
  at = Math.max(0, cards.indexOf(card));
  if (from !== "paper" && marks[0]) reveal(marks[0]);
  if (from !== "card") card?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-draft]");
  // A passage or a proposal on another page is a link like any other.
  if (!mark || !event.target.closest("a").getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  light(mark.dataset.draft.split(" ")[0], mark.closest("[data-card]") ? "card" : "paper");
});

function go(step) {
  at = Math.min(cards.length - 1, Math.max(0, at + step));
  const card = cards[at];
  if (!card) return;
  light(card.dataset.card);
  card.focus({ preventScroll: true });
}

const press = (action) => cards[at]?.querySelector(`button[name=action][value=${action}]`)?.click();
const keys = {
  j: () => go(1),
  k: () => go(-1),
  a: () => press("confirm"),
  r: () => press("reject"),
  e: () => {
    const fields = cards[at]?.querySelector("details");
    if (!fields) return;
    fields.open = true;
    cards[at].scrollIntoView({ block: "start" });
    fields.querySelector("input, textarea, select")?.focus({ preventScroll: true });
  },
};

document.addEventListener("keydown", (event) => {
  // Typing, input methods and browser shortcuts keep their keys.
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) {
    if (event.key === "Escape") cards[at]?.focus();
    return;
  }
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

if (cards.length && location.hash.startsWith("#de-xuat-")) go(0);
if (location.hash.startsWith("#doan-")) light(location.hash.slice("#doan-".length));
