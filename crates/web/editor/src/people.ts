// The others in this text: a caret with a name, in colours that colour-blind people can tell apart
// (Okabe and Ito), each with a stroke and a sign of its own besides.

import { RangeSet, StateEffect, StateField, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import type { Person } from "./message";

const LOOKS = [
  { colour: "#0072B2", ink: "#fff", stroke: "solid", sign: "●" },
  { colour: "#E69F00", ink: "#000", stroke: "dashed", sign: "■" },
  { colour: "#009E73", ink: "#000", stroke: "dotted", sign: "▲" },
  { colour: "#CC79A7", ink: "#000", stroke: "double", sign: "◆" },
  { colour: "#D55E00", ink: "#000", stroke: "solid", sign: "★" },
  { colour: "#56B4E9", ink: "#000", stroke: "dashed", sign: "✚" },
  { colour: "#F0E442", ink: "#000", stroke: "dotted", sign: "▼" },
] as const;

class Caret extends WidgetType {
  constructor(private readonly name: string, private readonly look: number) {
    super();
  }

  override eq(other: Caret): boolean {
    return other.name === this.name && other.look === this.look;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = `cm-other cm-other-${this.look}`;
    const label = document.createElement("span");
    label.className = "cm-other-name";
    label.textContent = `${LOOKS[this.look]?.sign ?? ""} ${this.name}`;
    caret.append(label);
    return caret;
  }

  override get estimatedHeight(): number {
    return -1;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Who is in this text now, in places of the text as it is now. */
export const setPeople = StateEffect.define<Person[]>();

const carets = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    let now = shown.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setPeople)) now = draw(effect.value, transaction.newDoc.length);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function draw(people: Person[], length: number): DecorationSet {
  const all: Range<Decoration>[] = [];
  for (const person of people) {
    const look = person.colour % LOOKS.length;
    const at = (place: number) => Math.max(0, Math.min(place, length));
    const [head, anchor] = [at(person.head), at(person.anchor)];
    if (head !== anchor) {
      const chosen = Decoration.mark({ class: `cm-chosen cm-chosen-${look}` });
      all.push(chosen.range(Math.min(head, anchor), Math.max(head, anchor)));
    }
    all.push(Decoration.widget({ widget: new Caret(person.name, look), side: 1 }).range(head));
  }
  return RangeSet.of(all, true);
}

function theme(): Extension {
  const rules: Record<string, Record<string, string>> = {
    ".cm-other": { position: "relative", borderLeftWidth: "3px", marginLeft: "-1px", marginRight: "-2px" },
    ".cm-other-name": {
      position: "absolute", bottom: "100%", left: "-3px", padding: "0 .3em", borderRadius: ".2em",
      fontSize: ".75em", lineHeight: "1.3", whiteSpace: "nowrap", pointerEvents: "none", zIndex: "5",
    },
  };
  LOOKS.forEach((look, at) => {
    rules[`.cm-other-${at}`] = { borderLeftStyle: look.stroke, borderLeftColor: look.colour };
    rules[`.cm-other-${at} .cm-other-name`] = { backgroundColor: look.colour, color: look.ink };
    rules[`.cm-chosen-${at}`] = { boxShadow: `inset 0 -2px ${look.colour}` };
  });
  return EditorView.baseTheme(rules);
}

/** Shows the others. */
export const people: Extension = [carets, theme()];
