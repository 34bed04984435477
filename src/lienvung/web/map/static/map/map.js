// The living map: our own GeoJSON drawn by MapLibre; its state is the address; the table beside follows the frame.

import * as maplibre from "../vendor/maplibre-gl.mjs";
import { FONT, baseStyle, empty, labelsOf, layersOf, palette } from "./style.js";

const box = document.getElementById("map");
const form = document.getElementById("map-form");
const words = document.getElementById("map-words").dataset;
const corner = document.querySelector(".map-corner");
const labels = labelsOf(document.getElementById("map-labels"));
const GATHER_FROM = 400; // points of one register

function asked() {
  const asks = new URLSearchParams();
  const day = form.elements.ngay.value;
  if (day) asks.set("ngay", day);
  if (form.elements.luc.value) asks.set("luc", form.elements.luc.value);
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=lop]")];
  const on = boxes.filter((each) => each.checked).map((each) => each.value);
  if (on.length < boxes.length) (on.length ? on : ["khong"]).forEach((name) => asks.append("lop", name));
  if (form.elements.cap.value) asks.set("cap", form.elements.cap.value);
  const here = new URL(location.href).searchParams;
  for (const name of ["khung", "bang", "xep"]) if (here.has(name)) asks.set(name, here.get(name));
  return asks;
}

const withAsks = (address, asks) => (asks.size ? `${address}?${asks}` : address);

async function fetchJson(address, asks, signal) {
  const answer = await fetch(withAsks(address, asks), { signal, headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

// Without WebGL the same map is a picture that the server draws.
function showPicture() {
  const picture = document.createElement("img");
  picture.className = "map-drawn";
  picture.alt = words.map;
  const asks = asked();
  if (matchMedia("(max-width: 40rem)").matches) asks.set("co", "hep");
  picture.src = withAsks(box.dataset.picture, asks);
  box.replaceChildren(picture);
  form.addEventListener("change", () => form.requestSubmit());
}

function hasWebGl() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

class LivingMap {
  constructor() {
    this.ink = palette();
    this.map = new maplibre.Map({
      container: box,
      style: baseStyle(box.dataset, labels, this.ink),
      attributionControl: false,
      canvasContextAttributes: { preserveDrawingBuffer: true },
      dragRotate: false,
      pitchWithRotate: false,
      maxZoom: 15,
      minZoom: 3.2,
      locale: { "NavigationControl.ZoomIn": words.in, "NavigationControl.ZoomOut": words.out, "NavigationControl.ResetBearing": words.north, "Popup.Close": words.close, "Map.Title": words.map },
      ...this.start(),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
    this.map.once("load", () => this.begin());
  }

  start() {
    const bounds = box.dataset.box.split(",").map(Number);
    return { bounds: bounds.length === 4 ? [bounds.slice(0, 2), bounds.slice(2)] : [[101.9, 6.3], [117.4, 23.7]], fitBoundsOptions: { padding: 12 } };
  }

  begin() {
    this.pending = 0; // answers on their way
    this.more = new Set(); // registers with more records than came
    this.about = new Map(); // what came of each register
    this.registers = [...form.querySelectorAll("input[type=checkbox][name=lop]")].map((each) => each.value);
    for (const register of this.registers) this.map.addSource(`r-${register}`, { type: "geojson", data: empty() });
    for (const register of this.registers) for (const layer of layersOf(register, this.ink)) this.map.addLayer(layer, "always");
    this.map.on("moveend", () => this.frameChanged());
    this.map.on("click", (event) => this.clicked(event));
    this.map.on("mousemove", (event) => { this.map.getCanvas().style.cursor = this.hit(event.point) ? "pointer" : ""; });
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.changed(); });
    this.drawUnits();
    this.registers.forEach((register) => this.drawLayer(register));
    this.map.on("move", () => this.hideCorner());
    this.hideCorner();
    this.map.on("dataloading", () => delete box.dataset.drawn);
    this.map.on("idle", () => {
      if (this.pending) return;
      this.placeCorner();
      box.dataset.drawn = "1";
    });
  }

  frame() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((each, place) => Math.max(-[180, 90][place % 2], Math.min([180, 90][place % 2], each)).toFixed(4)).join(",");
  }

  // The inset stands until both archipelagos are in the frame themselves.
  hideCorner() {
    const frame = this.map.getBounds();
    const boxes = JSON.parse(box.dataset.archipelagoBoxes);
    const isShown = boxes.every(([west, south, east, north]) => frame.contains([west, south]) && frame.contains([east, north]));
    corner.hidden = isShown;
  }

  // It stands on the side on which it covers fewer records.
  placeCorner() {
    const { width, height } = this.map.getCanvas().getBoundingClientRect();
    const [wide, high] = [corner.offsetWidth + 16, corner.offsetHeight + 40];
    const covered = (left) => this.map.queryRenderedFeatures([[left, height - high], [left + wide, height]], { layers: this.drawn() }).length;
    corner.classList.toggle("at-left", covered(0) < covered(width - wide));
  }

  drawn() {
    return this.registers.flatMap((register) => ["point", "group", "line", "area"].map((part) => `r-${register}-${part}`));
  }

  frameChanged() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.tell("khung", this.frame());
      this.drawUnits();
      this.more.forEach((register) => this.drawLayer(register));
    }, 250);
  }

  changed(event) {
    this.tell();
    if (event?.target.name === "lop") return this.drawLayer(event.target.value);
    this.drawUnits();
    if (event?.target.name !== "cap") this.registers.forEach((register) => this.drawLayer(register));
  }

  // The address says what is shown, and the table beside is that of the address.
  tell(name, value) {
    const asks = asked();
    if (name) asks.set(name, value);
    history.replaceState(null, "", withAsks(location.pathname, asks));
    document.getElementById("map-picture").href = withAsks(box.dataset.picture, asks);
    document.getElementById("map-paper").src = withAsks(box.dataset.picture, asks);
    document.getElementById("map-png").href = withAsks(box.dataset.png, asks);
    this.drawTable();
  }

  async drawTable() {
    this.tableAsked?.abort();
    this.tableAsked = new AbortController();
    try {
      const answer = await fetch(location.href, { signal: this.tableAsked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of ["map-table", "map-times"]) document.getElementById(part).replaceWith(page.getElementById(part));
      revealRows();
      if (this.chosen) markRow(this.chosen);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  async ask(address, asks, signal) {
    this.pending += 1;
    delete box.dataset.drawn;
    try {
      return await fetchJson(address, asks, signal);
    } finally {
      this.pending -= 1;
      this.map.triggerRepaint();
    }
  }

  async drawUnits() {
    this.unitsAsked?.abort();
    this.unitsAsked = new AbortController();
    const asks = asked();
    asks.set("khung", this.frame());
    try {
      const found = await this.ask(box.dataset.units, asks, this.unitsAsked.signal);
      this.map.getSource("units").setData(found);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  async drawLayer(register) {
    const source = this.map.getSource(`r-${register}`);
    const isOn = form.querySelector(`input[name=lop][value="${register}"]`).checked;
    const asks = asked();
    asks.delete("khung");
    if (this.more.has(register)) asks.set("khung", this.frame());
    const found = isOn ? await this.ask(box.dataset.layer.replace("khong", register), asks) : empty();
    if (found.more && !asks.has("khung")) {
      this.more.add(register);
      return this.drawLayer(register);
    }
    this.about.set(register, found);
    const isGathered = found.features.length > GATHER_FROM && found.features.every((each) => each.geometry.type === "Point");
    await source.setClusterOptions({ cluster: isGathered, clusterRadius: 44, clusterMaxZoom: 13 });
    await source.setData(found);
    document.querySelector(`[data-more="${register}"]`).hidden = !found.more;
  }

  hit(point) {
    const near = [[point.x - 5, point.y - 5], [point.x + 5, point.y + 5]];
    return this.map.queryRenderedFeatures(near, { layers: this.drawn() })[0] ?? this.unitAt(point);
  }

  unitAt(point) {
    return this.map.queryRenderedFeatures(point, { layers: ["unit-areas"] })[0];
  }

  async clicked(event) {
    const feature = this.hit(event.point);
    if (!feature) return;
    if (feature.properties.cluster_id !== undefined) {
      const zoom = await this.map.getSource(feature.source).getClusterExpansionZoom(feature.properties.cluster_id);
      this.map.easeTo({ center: feature.geometry.coordinates, zoom: zoom + 0.5 });
      return;
    }
    this.tellOf(feature.properties, event.lngLat, feature.source === "units", this.unitAt(event.point));
    if (feature.source !== "units") markRow(feature.properties.name, { scroll: true });
  }

  tellOf(about, at, isUnit, unit) {
    this.popup?.remove();
    const content = isUnit ? unitWords(about) : featureWords(about, this.about.get(about.name.split("/")[0]), unit?.properties);
    this.popup = new maplibre.Popup({ maxWidth: "20rem" }).setLngLat(at).setDOMContent(content).addTo(this.map);
  }

  show(row) {
    const [west, south, east, north] = row.dataset.box.split(",").map(Number);
    this.map.fitBounds([[west, south], [east, north]], { maxZoom: Math.max(this.map.getZoom(), 11), padding: 60 });
    const { feature } = row.dataset;
    this.chosen = feature;
    markRow(feature);
    const found = this.about.get(feature.split("/")[0])?.features.find((each) => each.properties.name === feature);
    if (found) this.tellOf(found.properties, [(west + east) / 2, (south + north) / 2], false);
  }
}

function line(tag, text, parent) {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}

function featureWords(about, shared, unit) {
  const inside = document.createElement("div");
  const page = shared.page.replace("KEY", about.name.split("/")[1]);
  line("b", about.title, inside);
  line("p", about.meaning ? `${shared.layer}: ${about.meaning}` : shared.layer, inside);
  if (unit) line("p", `${words.inside} ${[unit.name, unit.of].filter(Boolean).join(", ")}`, inside);
  if (about.illustrative) line("span", words.illustrative, inside).className = "tag illustrative";
  sourceWords(about, shared.sources[about.source], `${page}#kiem-chung`, inside);
  line("a", words.open, line("p", "", inside)).href = page;
  return inside;
}

// Whose record it is, how old our copy, and the signed head that it was read under.
function sourceWords(about, source, proof, inside) {
  const whose = line("p", `${words.steward}: ${about.steward}`, inside);
  if (!source) return;
  whose.append(source.age ? `, ${words.copy} ${source.age}` : `, ${words.own}`);
  const head = line("p", `${words.head}: ${source.size.toLocaleString("vi")} ${words.writes}, ${source.root.slice(0, 16)}… `, inside);
  head.className = "soft";
  line("a", words.proof, head).href = proof;
}

function unitWords(about) {
  const inside = document.createElement("div");
  line("b", about.name, inside);
  if (about.of) line("p", about.of, inside);
  if (about.now) line("p", `${words.now} ${about.now}`, inside);
  line("p", about.standing === "approx" ? words.approx : `${words.official}${about.source ? `: ${about.source}` : ""}`, inside).className = "soft";
  line("a", words.open, line("p", "", inside)).href = about.url;
  return inside;
}

function markRow(name, { scroll = false } = {}) {
  for (const row of document.querySelectorAll("#map-table tr.chosen")) row.classList.remove("chosen");
  const row = document.querySelector(`#map-table tr[data-feature="${CSS.escape(name)}"]`);
  row?.classList.add("chosen");
  if (scroll) row?.querySelector("a")?.focus({ preventScroll: false });
}

function revealRows() {
  for (const each of document.querySelectorAll(".map-show")) each.hidden = false;
}

// The days of change as a slider; the list that it stands for stays for those who type.
function slide() {
  const slider = document.getElementById("map-slider");
  const ends = document.getElementById("map-ends");
  const days = [...form.elements.ngay.options].reverse();
  slider.max = days.length - 1;
  const follow = () => {
    slider.value = days.findIndex((each) => each.selected);
    slider.setAttribute("aria-valuetext", form.elements.ngay.selectedOptions[0].textContent);
  };
  slider.addEventListener("input", () => {
    days[slider.value].selected = true;
    follow();
    clearTimeout(slide.waiting);
    slide.waiting = setTimeout(() => form.elements.ngay.dispatchEvent(new Event("change", { bubbles: true })), 200);
  });
  form.elements.ngay.addEventListener("change", follow);
  [ends.firstChild.textContent, ends.lastChild.textContent] = [days[0], days.at(-1)].map((each) => each.textContent.split(": ")[0]);
  slider.hidden = ends.hidden = days.length < 2;
  follow();
}

async function main() {
  slide();
  form.querySelector("button[type=submit]").hidden = true;
  if (!hasWebGl()) return showPicture();
  maplibre.setWorkerUrl(box.dataset.worker);
  const letters = labels.map(([name]) => name).join("");
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 12px "${FONT}"`, letters)));
  box.replaceChildren();
  const living = new LivingMap();
  window.lienvungMap = living.map;
  revealRows();
  document.body.addEventListener("click", (event) => {
    if (event.target.closest(".map-show")) living.show(event.target.closest("tr"));
  });
}

main();
