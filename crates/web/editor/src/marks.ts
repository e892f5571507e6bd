// "Samengevoegd": sentences in which the work of two people met, with what each had made of it.

import { RangeSet, StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { Mark, Words } from "./message";

export const setMarks = StateEffect.define<Mark[]>();

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const length = transaction.newDoc.length;
      const real = effect.value.filter((mark) => mark.from < mark.to && mark.to <= length);
      now = RangeSet.of(real.map((mark) => Decoration.mark({ class: "cm-merged" }).range(mark.from, mark.to)), true);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const marks: Extension = [
  shown,
  EditorView.baseTheme({ ".cm-merged": { borderBottom: "2px dotted currentColor" } }),
];

/** The marks as a list under the text, both earlier versions one click away. */
export function list(all: Mark[], words: Words, good: (key: string) => void): HTMLElement[] {
  return all.map((mark) => {
    const box = make("details", "live-merged");
    box.append(make("summary", "", words.merged));
    const versions = make("div", "live-versions");
    for (const version of mark.versions) {
      const side = make("figure", "live-version");
      side.append(make("figcaption", "", `${version.name}, ${version.when}`));
      side.append(make("blockquote", "", version.text));
      versions.append(side);
    }
    const button = make("button", "", words.good) as HTMLButtonElement;
    button.type = "button";
    button.addEventListener("click", () => good(mark.key));
    box.append(versions, button);
    return box;
  });
}

function make(tag: string, name: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) {
    element.textContent = text;
    element.dir = "auto";
  }
  return element;
}
