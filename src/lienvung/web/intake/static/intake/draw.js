// Draw a rectangle on a page image; it only fills in the millimetres that can be typed as well.
"use strict";

const scan = document.querySelector(".scan");
const form = document.getElementById("draw");
const drawing = scan?.querySelector("rect.drawing");
const size = { width: parseFloat(scan?.dataset.width), height: parseFloat(scan?.dataset.height) };
let from = null;

function share(event) {
  const box = scan.getBoundingClientRect();
  const within = (part) => Math.min(1, Math.max(0, part));
  return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) };
}

function show(one, other) {
  const left = Math.min(one.x, other.x), top = Math.min(one.y, other.y);
  const width = Math.abs(one.x - other.x), height = Math.abs(one.y - other.y);
  const places = { x: left, y: top, width, height };
  for (const [name, part] of Object.entries(places)) drawing.setAttribute(name, Math.round(part * 1000));
  const numbers = { left: left * size.width, top: top * size.height, width: width * size.width, height: height * size.height };
  for (const [name, mm] of Object.entries(numbers)) form.elements[name].value = mm.toFixed(1);
}

if (scan && form) {
  scan.addEventListener("dragstart", (event) => event.preventDefault());
  scan.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.target.closest("a")) return;
    from = share(event);
    scan.setPointerCapture(event.pointerId);
  });
  scan.addEventListener("pointermove", (event) => from && show(from, share(event)));
  scan.addEventListener("pointerup", (event) => {
    if (!from) return;
    show(from, share(event));
    from = null;
    form.elements.exact.focus();
  });
}
