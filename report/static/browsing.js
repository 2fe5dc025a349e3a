"use strict";
// What Datasette's pages leave out for those who hear them: the language, and names of their fields.
document.documentElement.lang = "en";
addEventListener("load", () => setTimeout(() => { // after the editor of SQL has been put in its place
  const names = { _filter_column: "column", _filter_op: "comparison", _filter_value: "value", _sort: "sorted by", sql: "SQL" };
  for (const field of document.querySelectorAll("select, textarea, input[type=text]")) {
    const name = field.name.replace(/_[0-9]+$/, "");
    if (!field.labels.length) field.setAttribute("aria-label", names[name] ?? "SQL");
  }
  document.querySelector("dl.column-descriptions")?.setAttribute("tabindex", "0"); // it scrolls
}));
