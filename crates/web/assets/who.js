// Who wrote this? What somebody selects in a text is asked of the program, and its answer shown. The
// live editor says what is selected in it by an event of its own.
"use strict";
(() => {
  const WAIT = 300;
  let timer = 0;
  let asked = "";
  const panel = document.createElement("div");
  panel.className = "who";
  panel.setAttribute("role", "status");
  panel.hidden = true;

  // The selection as the address of its answer; empty if nothing of a text is selected.
  function chosen() {
    const selection = document.getSelection();
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return "";
    const range = selection.getRangeAt(0);
    const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const box = element(range.startContainer)?.closest("[data-who]");
    if (!box) return "";
    const before = document.createRange();
    before.selectNodeContents(box);
    before.setEnd(range.startContainer, range.startOffset);
    const from = before.toString().length;
    const inside = box.contains(range.endContainer) ? range.toString().length : box.textContent.length - from;
    return inside > 0 ? `${box.dataset.who}&from=${from}&to=${from + inside}` : "";
  }

  async function ask(address) {
    if (address === asked) return;
    asked = address;
    panel.hidden = true;
    if (address === "") return;
    const answer = await fetch(address).catch(() => null);
    if (answer === null || asked !== address) return;
    panel.innerHTML = answer.ok ? await answer.text() : "";
    panel.hidden = panel.childElementCount === 0;
  }

  function soon(address) {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(address()), WAIT);
  }

  document.addEventListener("selectionchange", () => {
    if (document.activeElement?.closest(".cm-editor")) return;
    soon(chosen);
  });
  document.addEventListener("kring:chosen", (event) => soon(() => event.detail));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") panel.hidden = true;
  });
  document.addEventListener("DOMContentLoaded", () => {
    const main = document.querySelector("main");
    if (!main || !main.dataset.whoLabel) return;
    panel.setAttribute("aria-label", main.dataset.whoLabel);
    main.after(panel);
  });
})();
