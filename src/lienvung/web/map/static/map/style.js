// The style of the map: every source is our own, no glyphs and no sprite are fetched, text is drawn from the page's font.

export const FONT = "Be Vietnam Pro";
export const COLOURS = ["green", "amber", "red", "blue", "teal", "violet", "grey", "brown"];

// The colours of the page's style sheet, of the scheme that the reader uses.
export function palette() {
  const read = getComputedStyle(document.documentElement);
  const names = ["sea", "land", "river", "border", "name", "ink", "halo", "island", ...COLOURS];
  return Object.fromEntries(names.map((name) => [name, read.getPropertyValue(`--map-${name}`).trim()]));
}

// Names that no switch takes away: [[words, longitude, latitude], …].
export function labelsOf(list) {
  return Array.from(list.children, (item) => [item.textContent, ...item.dataset.at.split(",").map(Number)]);
}

export const empty = () => ({ type: "FeatureCollection", features: [] });

function points(labels) {
  const feature = ([words, longitude, latitude]) => ({
    type: "Feature", properties: { name: words }, geometry: { type: "Point", coordinates: [longitude, latitude] },
  });
  return { type: "FeatureCollection", features: labels.map(feature) };
}

export function baseStyle(addresses, labels, ink) {
  const text = (size, extra = {}) => ({ "text-font": [FONT], "text-field": ["get", "name"], "text-size": size, "text-max-width": 9, ...extra });
  const halo = { "text-color": ink.ink, "text-halo-color": ink.halo, "text-halo-width": 1.4 };
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: addresses.base },
      rivers: { type: "geojson", data: addresses.rivers },
      // Without a tolerance no reef is too small for the country's scale.
      archipelagos: { type: "geojson", data: addresses.archipelagos, tolerance: 0 },
      labels: { type: "geojson", data: points(labels) },
      units: { type: "geojson", data: empty() },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": ink.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": ink.land } },
      { id: "rivers", type: "line", source: "rivers", minzoom: 6, paint: { "line-color": ink.river, "line-width": 0.9 } },
      { id: "archipelagos", type: "fill", source: "archipelagos", paint: { "fill-color": ink.land, "fill-outline-color": ink.island } },
      { id: "islands", type: "circle", source: "archipelagos", maxzoom: 8, paint: { "circle-radius": 1.3, "circle-color": ink.island } },
      { id: "unit-areas", type: "fill", source: "units", filter: ["==", ["get", "kind"], "area"], paint: { "fill-color": ink.border, "fill-opacity": ["case", ["boolean", ["feature-state", "on"], false], 0.25, 0.02] } },
      { id: "unit-borders", type: "line", source: "units", filter: ["==", ["get", "kind"], "border"], paint: { "line-color": ink.border, "line-width": 1, "line-dasharray": [3, 2] } },
      { id: "unit-official", type: "line", source: "units", filter: ["all", ["==", ["get", "kind"], "area"], ["!=", ["get", "standing"], "approx"]], paint: { "line-color": ink.border, "line-width": 1.4 } },
      { id: "unit-names", type: "symbol", source: "units", filter: ["==", ["get", "kind"], "name"], layout: text(11.5), paint: { ...halo, "text-color": ink.name } },
      { id: "always", type: "symbol", source: "labels", layout: text(12.5, { "text-allow-overlap": true, "text-ignore-placement": true }), paint: halo },
    ],
  };
}

export const TASKS = "commitment";
const dot = (colour, ink) => ({ "circle-color": colour, "circle-radius": 6, "circle-stroke-color": ink.halo, "circle-stroke-width": 1.4 });
// A commitment stands around the work that it is about.
const ring = (colour) => ({ "circle-opacity": 0, "circle-radius": 9, "circle-stroke-color": colour, "circle-stroke-width": 2.4 });

// The layers of one register: areas, lines, points, and circles with a number where points lie close.
export function layersOf(register, ink) {
  const source = `r-${register}`;
  const colour = ["get", "colour"];
  const of = (...kinds) => ["all", ["in", ["geometry-type"], ["literal", kinds.flatMap((kind) => [kind, `Multi${kind}`])]], ["!", ["has", "point_count"]]];
  return [
    { id: `${source}-area`, type: "fill", source, filter: of("Polygon"), paint: { "fill-color": colour, "fill-opacity": 0.22 } },
    { id: `${source}-edge`, type: "line", source, filter: of("Polygon"), paint: { "line-color": colour, "line-width": 1.6 } },
    { id: `${source}-line`, type: "line", source, filter: of("LineString"), paint: { "line-color": colour, "line-width": 3 } },
    { id: `${source}-point`, type: "circle", source, filter: of("Point"), paint: register === TASKS ? ring(colour) : dot(colour, ink) },
    { id: `${source}-group`, type: "circle", source, filter: ["has", "point_count"], paint: { "circle-color": ink.teal, "circle-radius": ["step", ["get", "point_count"], 11, 50, 15, 500, 19], "circle-stroke-color": ink.halo, "circle-stroke-width": 1.4 } },
    { id: `${source}-number`, type: "symbol", source, filter: ["has", "point_count"], layout: { "text-font": [FONT], "text-field": ["get", "point_count_abbreviated"], "text-size": 11.5, "text-allow-overlap": true }, paint: { "text-color": "#ffffff" } },
    { id: `${source}-name`, type: "symbol", source, minzoom: 9, filter: of("Point"), layout: { "text-font": [FONT], "text-field": ["get", "title"], "text-size": 11.5, "text-offset": [0, 1.1], "text-anchor": "top", "text-max-width": 10 }, paint: { "text-color": ink.ink, "text-halo-color": ink.halo, "text-halo-width": 1.4 } },
  ];
}
