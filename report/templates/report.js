"use strict";
// The table of projects and the card of one. Every text is set as text, never as markup.
const projects = JSON.parse(document.getElementById("data").textContent);
const body = document.querySelector("#table tbody");
const filters = ["country", "type", "year", "status"];
const STEP = 100;
let sorted = { by: "key", down: false };
let shown = STEP;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
for (const project of projects) {
  project.words = fold([project.key, project.title, project.description, ...project.countries.flat(), ...project.parts].filter(Boolean).join(" "));
}

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== null && text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function link(address) {
  if (!/^https?:\/\//.test(address)) return make("span", address);
  return make("a", address, { href: address, rel: "noreferrer noopener" });
}

// Opened through `iom-projects serve`, the tables stand beside it; as a file or on another site they do not.
const isServed = ["127.0.0.1", "localhost"].includes(location.hostname) && location.pathname === "/release/report.html";

// https://docs.datasette.io/en/stable/internals.html#tilde-encoding
function encodeTilde(text) {
  const bytes = [...new TextEncoder().encode(text)];
  return bytes.map((byte) => (/[\w-]/.test(String.fromCharCode(byte)) && byte < 128 ? String.fromCharCode(byte) : `~${byte.toString(16).toUpperCase().padStart(2, "0")}`)).join("");
}

function money(budget) {
  return budget === null ? "–" : Number(budget).toLocaleString("en", { minimumFractionDigits: 0, maximumFractionDigits: 2 });
}

function values(name) {
  if (name === "country") {
    return new Map(projects.flatMap((project) => project.countries.map(([code, printed]) => [code, `${printed ?? code} (${code})`])));
  }
  return new Map(projects.filter((project) => project[name] !== null).map((project) => [String(project[name]), String(project[name])]));
}

for (const name of filters) {
  const select = document.getElementById(`filter-${name}`);
  for (const [value, text] of [...values(name)].sort((a, b) => a[1].localeCompare(b[1], "en"))) {
    select.append(make("option", text, { value }));
  }
  select.addEventListener("change", restart);
}
document.getElementById("search").addEventListener("input", restart);
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("more").addEventListener("click", () => { shown += STEP; draw(); });
for (const button of document.querySelectorAll("[data-sort]")) {
  button.addEventListener("click", () => {
    const by = button.dataset.sort;
    sorted = { by, down: sorted.by === by && !sorted.down };
    restart();
  });
}

function restart() {
  shown = STEP;
  draw();
}

function isWanted(project, wanted, words) {
  return words.every((word) => project.words.includes(word))
    && (!wanted.country || project.countries.some(([code]) => code === wanted.country))
    && ["type", "year", "status"].every((name) => !wanted[name] || String(project[name]) === wanted[name]);
}

function compare(a, b) {
  const [one, other] = [a[sorted.by], b[sorted.by]];
  if (one === null || other === null) return (one === null) - (other === null);
  const order = ["budget", "year"].includes(sorted.by) ? Number(one) - Number(other) : one.localeCompare(other, "en");
  return sorted.down ? -order : order;
}

function draw() {
  const wanted = Object.fromEntries(filters.map((name) => [name, document.getElementById(`filter-${name}`).value]));
  const words = fold(document.getElementById("search").value).split(/\s+/).filter(Boolean);
  const found = projects.filter((project) => isWanted(project, wanted, words)).sort(compare);
  document.getElementById("count").textContent = `${found.length.toLocaleString("en")} of ${projects.length.toLocaleString("en")} projects`;
  document.getElementById("more").hidden = found.length <= shown;
  for (const head of document.querySelectorAll("#table thead th")) {
    const isBy = head.firstElementChild.dataset.sort === sorted.by;
    head.setAttribute("aria-sort", isBy ? (sorted.down ? "descending" : "ascending") : "none");
  }
  body.replaceChildren(...found.slice(0, shown).map(row));
}

function row(project) {
  const line = make("tr");
  const head = make("th", null, { scope: "row" });
  head.append(make("a", project.key, { href: `#project=${encodeURIComponent(project.key)}` }));
  line.append(head);
  for (const text of [project.title, project.type, project.year, project.status]) line.append(make("td", text ?? "–"));
  line.append(make("td", money(project.budget), { class: "number" }));
  return line;
}

function entry(list, name, ...contents) {
  if (!contents.length) return;
  list.append(make("dt", name));
  for (const content of contents) {
    const value = make("dd");
    value.append(content);
    list.append(value);
  }
}

// The whole text; a long one can be folded away.
function unfolded(text) {
  if (text.length <= 400) return make("p", text);
  const details = make("details", null, { open: "" });
  details.append(make("summary", `${text.length.toLocaleString("en")} characters`), make("p", text));
  return details;
}

function card(project) {
  document.getElementById("card-title").textContent = project.title ?? project.key;
  const list = make("dl");
  const facts = { project: "key", type: "type", status: "status", coverage: "coverage", region: "region", "year of allocation": "year", start: "start", end: "end" };
  for (const [name, key] of Object.entries(facts)) entry(list, name, String(project[key] ?? "not stated"));
  entry(list, "budget (USD)", project.budget === null ? "not stated" : money(project.budget));
  entry(list, "countries", project.countries.map(([code, printed]) => `${printed ?? code} (${code})`).join(", ") || "not stated");
  if (project.description) entry(list, "description", unfolded(project.description));
  entry(list, "components", ...project.parts);
  entry(list, "in doubt", ...project.issues.map(([field, message]) => (field ? `${field}: ${message}` : message)));
  entry(list, "history", ...project.history.map(([when, field, before, after, cause]) => `${when.slice(0, 10)}: ${field} from ${before ?? "nothing"} to ${after ?? "nothing"} (${cause})`));
  for (const [address, language, fetched, digest] of project.pages) {
    const place = make("div");
    place.append(link(address), make("div", `${language ?? "language unknown"}, fetched ${fetched ?? "never"}, ${digest ?? "no bytes"}`));
    entry(list, "page", place);
  }
  entry(list, "why these values", make("code", `iom-projects explain ${project.key}`));
  if (isServed) entry(list, "browse", make("a", "this project's rows", { href: `/iom-projects/projects/${encodeTilde(project.key)}` }), make("a", "what its pages print", { href: `/iom-projects/evidence_of_a_project?project_key=${encodeURIComponent(project.key)}` }));
  document.getElementById("card-body").replaceChildren(list);
}

// A shape says `Kenya: 12 projects` for those who do not see it; a pointer or a finger hears it, too.
const said = document.getElementById("map-said");
for (const event of ["pointerover", "click"]) {
  document.querySelector("#map ~ figure").addEventListener(event, ({ target }) => {
    const label = target.getAttribute("aria-label");
    if (target.tagName === "path" && label) said.textContent = label;
  });
}

const dialog = document.getElementById("card");
dialog.addEventListener("close", () => history.replaceState(null, "", "#projects"));

function open() {
  const key = /^#project=(.+)$/.exec(location.hash)?.[1];
  const project = key && projects.find((one) => [key, encodeURIComponent(key)].includes(encodeURIComponent(one.key)));
  if (!project) { // also where a reader goes back, which closes a card as people expect it on a phone
    dialog.close();
    if (key) {
      const count = document.getElementById("count");
      count.textContent = `No project of this release is called ${key}; a search for a word of its title may find it.`;
      count.scrollIntoView({ block: "center" });
    }
    return;
  }
  card(project);
  if (!dialog.open) dialog.showModal();
}

addEventListener("hashchange", open);
draw();
open();
