// What the page and the program say to each other over the socket; `src/live/message.rs` of the
// program is the other side. Places in a text are UTF-16 units of the text at that version.

/** A text: a field of an item of a page. */
export interface Place {
  page: string;
  entity: string;
  id: string;
  field: string;
}

/** From, to, and what comes in between; ascending, all places in the text before any of them. */
export type Splice = [number, number, string];

export interface Update {
  client: string;
  splices: Splice[];
}

export interface Person {
  /** The same for as long as they are here. */
  who: string;
  name: string;
  /** Which of the colours and shapes: 0 to 6. */
  colour: number;
  anchor: number;
  head: number;
}

export interface Mark {
  key: string;
  from: number;
  to: number;
  versions: { name: string; when: string; text: string }[];
}

export type FromProgram =
  | { t: "text"; at: number; epoch: string; version: number; heads: string[]; text: string; write: boolean; taken: boolean }
  | { t: "updates"; at: number; version: number; heads: string[]; updates: Update[] }
  | { t: "stale"; at: number }
  | { t: "refused"; at: number; say: string }
  | { t: "unsaved"; at: number; say: string }
  | { t: "people"; at: number; people: Person[] }
  | { t: "marks"; at: number; marks: Mark[] }
  | { t: "keys"; keys: Record<string, string> };

/** What was typed and is not known to be saved. */
export interface Kept {
  /** The page's heads at which `base` was the text. */
  heads: string[];
  base: string;
  /** What a push that was not answered would have made of it. */
  tried: string | null;
  text: string;
}

export type ToProgram =
  | { t: "open"; at: number; place: Place; known: { epoch: string; version: number } | null }
  | { t: "push"; at: number; version: number; client: string; updates: Splice[][] }
  | ({ t: "hand"; at: number } & Kept)
  | { t: "here"; at: number; anchor: number; head: number }
  | { t: "gone"; at: number }
  | { t: "good"; at: number; key: string }
  | { t: "keys"; salts: string[] };

/** Words on the screen, given by the program with each text box. */
export interface Words {
  saved: string;
  saving: string;
  away: string;
  old: string;
  again: string;
  merged: string;
  good: string;
  readonly: string;
}
