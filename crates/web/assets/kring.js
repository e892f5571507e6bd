// The one named policy of trusted types, before anything uses it. All HTML comes from this
// program's own templates, which escape; scripts are never made from text.
"use strict";
if (window.trustedTypes) {
  trustedTypes.createPolicy("default", {
    createHTML: (html) => html,
    createScript: () => null,
    createScriptURL: () => null,
  });
}

// What was typed is not left behind by accident.
let typed = false;
window.kringTyped = () => typed;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[method=post]")) typed = true;
});
document.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

// A page that came in by way of a form says what happened; keyboard and reader begin there.
document.addEventListener("DOMContentLoaded", () => {
  const said = document.querySelector("[data-said]");
  // An address that names a place on the page is scrolled there, not to what is said.
  if (said) said.focus({ preventScroll: location.hash !== "" });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});

// When the group goes on to the next step, so does this page, unless something is being typed here.
document.addEventListener("htmx:afterSettle", () => {
  if (!typed && document.querySelector("[data-playing] [data-elsewhere]")) {
    const link = document.querySelector("[data-elsewhere] a");
    if (link) location.assign(link.href);
  }
});
