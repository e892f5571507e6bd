// Makes every text box with `data-live` a live one: its socket's path in `data-live`, its place in
// `data-page`, `data-entity`, `data-id` and `data-field`, the words in `data-words`.

import { Field } from "./field";
import { line } from "./line";
import type { Words } from "./message";

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

function begin(): void {
  look(document);
  document.body.addEventListener("htmx:load", () => look(document));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
