// Asks now and then whether Kring was locked, and covers the tab if so. What was typed stays behind
// the cover; a tab in which nothing was typed goes to the question itself.
"use strict";
(() => {
  const EVERY_MS = 4000;
  const words = document.body.dataset;
  let active = true;
  let cover = null;
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart", "input"]) {
    document.addEventListener(kind, () => { active = true; }, { passive: true, capture: true });
  }

  function element(name, fill) {
    return Object.assign(document.createElement(name), fill);
  }

  function show() {
    if (cover) return;
    const input = element("input", { type: "password", id: "cover-word", autocomplete: "current-password" });
    const label = element("label", { htmlFor: "cover-word", textContent: words.lockWord });
    const told = element("p", { className: "notice", hidden: true });
    told.setAttribute("role", "alert");
    const form = element("form", { className: "sheet" });
    form.append(element("h1", { textContent: words.lockTitle }), element("p", { textContent: words.lockKept }), label, input,
      element("button", { className: "main", textContent: words.lockOpen }), told);
    form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); open(input, told); });
    cover = element("div", { className: "cover" });
    cover.append(form);
    document.body.append(cover);
    document.documentElement.classList.add("covered");
    input.focus();
  }

  function open(input, told) {
    const body = new URLSearchParams({ passphrase: input.value });
    input.value = "";
    fetch("/unlock", { method: "POST", body, credentials: "same-origin", redirect: "manual" })
      .then((answer) => {
        if (answer.type === "opaqueredirect") { hide(); return; }
        told.textContent = words.lockWrong;
        told.hidden = false;
        input.focus();
      })
      .catch(() => {});
  }

  function hide() {
    if (!cover) return;
    cover.remove();
    cover = null;
    document.documentElement.classList.remove("covered");
  }

  function look() {
    // Nobody touches the board or a running session for long, and both are to stay.
    const awake = active || document.querySelector("[data-awake]") !== null;
    active = false;
    fetch("/lock/state" + (awake ? "?active" : ""), { credentials: "same-origin", cache: "no-store" })
      .then((answer) => {
        if (answer.status === 423) {
          if (window.kringTyped && window.kringTyped()) show();
          else location.replace("/unlock");
        } else if (answer.status === 204) hide();
      })
      .catch(() => {});
  }
  if (location.pathname !== "/unlock") setInterval(look, EVERY_MS);
})();
