// Makes every text box with `data-live` a live one: its socket's path in `data-live`, its place in
// `data-page`, `data-entity`, `data-id` and `data-field`, the words in `data-words`.

import { Field } from "./field";
import { line } from "./line";
import type { Words } from "./message";

/** Milliseconds between looks whether a text is saved by now. */
const LOOK_AGAIN = 20;

const fields = new Set<Field>();

function look(root: ParentNode): void {
  for (const field of fields) {
    if (!field.isGone) continue;
    field.close();
    fields.delete(field);
  }
  for (const box of root.querySelectorAll<HTMLTextAreaElement>("textarea[data-live]")) {
    const { live, page, entity, id, field, words } = box.dataset;
    if (live === undefined || page === undefined || entity === undefined || field === undefined) continue;
    delete box.dataset["live"];
    const place = { page, entity, id: id ?? "", field };
    fields.add(new Field(box, place, JSON.parse(words ?? "{}") as Words, line(live)));
  }
}

const waiting = new WeakSet<HTMLFormElement>();

/** A form is sent once all that was typed in its live boxes is saved: they are not part of it. */
function submitted(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const saved = () => [...fields].every((field) => field.isSaved || !field.isIn(form));
  if (saved()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.has(form)) return;
  waiting.add(form);
  const again = () => {
    if (!saved()) {
      window.setTimeout(again, LOOK_AGAIN);
      return;
    }
    waiting.delete(form);
    if (form.isConnected) form.requestSubmit(event.submitter);
  };
  again();
}

function begin(): void {
  document.addEventListener("submit", submitted, true);
  look(document);
  document.body.addEventListener("htmx:load", () => look(document));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
