"use strict";
// What the theme leaves out for those who use no mouse: the search's name, and a way to wide tables.
document.querySelector("[data-md-component=search]")?.setAttribute("aria-label", "Search");
addEventListener("load", () => setTimeout(() => {
  for (const wide of document.querySelectorAll(".md-typeset__scrollwrap, .dataframe")) wide.setAttribute("tabindex", "0");
}));
