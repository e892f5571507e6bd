// One text box that is live: what is typed goes to the program at once, and what others type comes
// in. The program is the authority over the order (see @codemirror/collab).

import { collab, getSyncedVersion, receiveUpdates, sendableUpdates } from "@codemirror/collab";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { Compartment, EditorState, Text, Transaction } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap } from "@codemirror/view";
import { choose } from "./choose";
import { Keeper, SALT, learn, random } from "./keep";
import type { Line, Listener, State } from "./line";
import { list, marks, setMarks } from "./marks";
import type { FromProgram, Kept, Mark, Person, Place, Update, Words } from "./message";
import { people, setPeople } from "./people";
import { between, toChanges, toSplices, toText } from "./splices";

/** Keys typed within this time go together, in milliseconds. The first goes at once. */
const GATHER = 100;

/** What is not answered by then is kept in the browser as well. */
const KEEP_AFTER = 200;

/** How often others are told where the caret is, at most. */
const SHOW_EVERY = 80;

/** What could not be saved is tried again. */
const RETRY = 3000;

let count = 0;

export class Field implements Listener {
  private readonly at = ++count;
  private readonly client = random();
  private readonly keeper: Keeper;
  private readonly wrapper = document.createElement("div");
  private readonly status = document.createElement("p");
  private readonly versions = document.createElement("div");
  private readonly collab = new Compartment();
  private readonly writing = new Compartment();
  private view: EditorView | null = null;
  private epoch = "";
  private heads: string[] = [];
  /** The text as the program has it. */
  private confirmed = Text.empty;
  /** How many of the unconfirmed updates wait for an answer. */
  private inFlight = 0;
  /** What the push that waits for an answer makes of it, if nobody came in between. */
  private tried: Text | null = null;
  /** What was handed over and not answered yet, and the text of that moment. */
  private handed: { kept: Kept; doc: Text; answered: () => void } | null = null;
  private resetting = false;
  private lastPush = 0;
  private timers = { push: 0, keep: 0, show: 0 };
  private looked = false;

  constructor(private readonly box: HTMLTextAreaElement, private readonly place: Place,
    private readonly words: Words, private readonly line: Line) {
    this.keeper = new Keeper(place, this.client);
    box.readOnly = true;
    this.wrapper.className = "live";
    this.status.className = "live-line";
    this.status.setAttribute("role", "status");
    // What is typed here is saved already: no form needs to ask before it is left.
    this.wrapper.addEventListener("input", (event) => event.stopPropagation());
    box.after(this.wrapper);
    this.wrapper.append(this.status, this.versions);
    line.listen(this);
  }

  /** The box was taken out of the page. */
  get isGone(): boolean {
    return !this.wrapper.isConnected;
  }

  /** Everything that was typed here is saved. */
  get isSaved(): boolean {
    return !this.hasMore() && this.handed === null;
  }

  /** Whether this field is part of `form`. */
  isIn(form: HTMLFormElement): boolean {
    return form.contains(this.wrapper);
  }

  close(): void {
    this.keepNow();
    this.line.say({ t: "gone", at: this.at });
    this.line.drop(this);
    this.view?.destroy();
  }

  state(state: State): void {
    if (state === "open") {
      this.inFlight = 0;
      const version = this.view ? getSyncedVersion(this.view.state) : 0;
      const known = this.epoch ? { epoch: this.epoch, version } : null;
      this.line.say({ t: "keys", salts: [SALT, ...this.keeper.salts()] });
      this.line.say({ t: "open", at: this.at, place: this.place, known });
      // The same once more: the program knows whether it has it already.
      if (this.handed !== null) this.line.say({ t: "hand", at: this.at, ...this.handed.kept });
      return;
    }
    this.keepNow();
    // Without the program it is an ordinary box of an ordinary form.
    if (this.view === null) this.box.readOnly = false;
    this.tell(state === "old" ? "old" : "away");
    this.show([]);
  }

  hear(message: FromProgram): void {
    if (message.t === "keys") {
      void learn(message.keys).then(() => this.keepSoon());
      return;
    }
    if (message.at !== this.at) return;
    switch (message.t) {
      case "text": this.adopt(message); break;
      case "updates": this.receive(message.version, message.updates, message.heads); break;
      case "stale": this.inFlight = 0; this.push(); break;
      case "refused": this.refuse(message.say); break;
      case "unsaved": this.unsaved(message.say); break;
      case "people": this.show(message.people); break;
      case "marks": this.mark(message.marks); break;
    }
  }

  /** The whole text: at first, after a hand-over, and from a program started anew. */
  private adopt(message: FromProgram & { t: "text" }): void {
    const text = toText(message.text);
    if (this.view === null) {
      if (this.box.value !== this.box.defaultValue) return;
      this.build(text, message.version, message.write);
    } else if (this.handed !== null && !message.taken) {
      return;
    } else if (this.hasMore() && !message.taken) {
      // A program started anew: it gets what it lacks before we take over its text.
      void this.handOver(this.kept());
      return;
    } else {
      this.reset(text, message.version);
    }
    [this.epoch, this.heads, this.confirmed] = [message.epoch, message.heads, text];
    [this.inFlight, this.tried] = [0, null];
    this.handed?.answered();
    this.handed = null;
    this.tell(message.write ? "saved" : "readonly");
    this.push();
    if (!this.looked) void this.takeOver();
  }

  private build(text: Text, version: number, write: boolean): void {
    const label = this.box.labels?.[0]?.textContent?.trim() ?? this.place.field;
    this.view = new EditorView({
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorState.lineSeparator.of("\n"),
          EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, "\n")),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true", autocapitalize: "sentences" }),
          this.writing.of([EditorState.readOnly.of(!write), EditorView.editable.of(write)]),
          // What could mislead the eye is shown as a sign.
          highlightSpecialChars(),
          history(),
          drawSelection(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          this.collab.of(collab({ startVersion: version, clientID: this.client })),
          people,
          marks,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.changed();
            if (update.selectionSet || update.focusChanged || update.docChanged) this.showSoon();
          }),
        ],
      }),
    });
    this.box.hidden = true;
    this.box.disabled = true;
    this.wrapper.prepend(this.view.dom);
  }

  /** Takes over the program's text, with what was typed since it was asked. */
  private reset(text: Text, version: number): void {
    const view = this.view;
    if (view === null) return;
    this.resetting = true;
    const before = this.handed?.doc ?? view.state.doc;
    const since = toChanges(between(before.toString(), view.state.doc.toString()), before.length);
    const theirs = toChanges(between(before.toString(), text.toString()), before.length);
    const quiet = [Transaction.addToHistory.of(false), Transaction.remote.of(true)];
    view.dispatch({ effects: this.collab.reconfigure([]) });
    view.dispatch({ changes: theirs.map(since), annotations: quiet });
    const own = since.map(theirs, true);
    if (!own.empty) view.dispatch({ changes: own.invert(text), annotations: quiet });
    view.dispatch({ effects: this.collab.reconfigure(collab({ startVersion: version, clientID: this.client })) });
    this.resetting = false;
    if (!own.empty) view.dispatch({ changes: own });
  }

  private receive(version: number, updates: Update[], heads: string[]): void {
    if (this.view === null || this.handed !== null) return;
    const known = getSyncedVersion(this.view.state);
    const fresh = updates.slice(Math.max(0, known - version));
    if (version > known) return;
    const received = fresh.map((update) => {
      const changes = toChanges(update.splices, this.confirmed.length);
      this.confirmed = changes.apply(this.confirmed);
      if (update.client === this.client) this.inFlight = Math.max(0, this.inFlight - 1);
      return { changes, clientID: update.client };
    });
    this.heads = heads;
    if (received.length > 0) {
      // Either it is in, or somebody was before us and it will be asked for again.
      this.tried = null;
      this.view.dispatch(receiveUpdates(this.view.state, received));
    }
    if (!this.hasMore()) {
      this.tell("saved");
      this.showSoon();
    }
    this.push();
    this.keepSoon();
  }

  private changed(): void {
    if (!this.hasMore()) return;
    if (this.line.state === "open") this.tell("saving");
    this.push();
    this.keepSoon();
  }

  private push(): void {
    const wait = this.lastPush + GATHER - Date.now();
    clearTimeout(this.timers.push);
    if (wait > 0) {
      this.timers.push = window.setTimeout(() => this.push(), wait);
      return;
    }
    if (this.view === null || this.inFlight > 0 || this.handed !== null || !this.hasMore()) return;
    const unconfirmed = sendableUpdates(this.view.state);
    const updates = unconfirmed.map((update) => toSplices(update.changes));
    const version = getSyncedVersion(this.view.state);
    if (this.line.say({ t: "push", at: this.at, version, client: this.client, updates })) {
      this.inFlight = updates.length;
      this.tried = unconfirmed.reduce((text, update) => update.changes.apply(text), this.confirmed);
      this.lastPush = Date.now();
    }
  }

  private hasMore(): boolean {
    if (this.view === null || this.resetting) return false;
    return sendableUpdates(this.view.state).length > 0;
  }

  private kept(): Kept {
    const doc = this.view?.state.doc ?? this.confirmed;
    const tried = this.tried?.toString() ?? null;
    return { heads: this.heads, base: this.confirmed.toString(), tried, text: doc.toString() };
  }

  /** Resolves when it is saved, however often the program goes away meanwhile. */
  private handOver(kept: Kept): Promise<void> {
    return new Promise((answered) => {
      this.handed = { kept, doc: this.view?.state.doc ?? this.confirmed, answered };
      this.line.say({ t: "hand", at: this.at, ...kept });
    });
  }

  /** What a tab that was closed had not been able to save. */
  private async takeOver(): Promise<void> {
    this.looked = true;
    for (const { kept, done } of await this.keeper.orphans()) {
      while (this.hasMore() || this.handed !== null) {
        await new Promise((resolve) => setTimeout(resolve, GATHER));
      }
      await this.handOver(kept);
      done();
    }
  }

  private keepSoon(): void {
    clearTimeout(this.timers.keep);
    if (!this.hasMore()) {
      this.keeper.keep(null);
      return;
    }
    this.timers.keep = window.setTimeout(() => this.keepNow(), this.line.state === "open" ? KEEP_AFTER : 0);
  }

  private keepNow(): void {
    if (this.hasMore()) this.keeper.keep(this.kept());
  }

  private showSoon(): void {
    if (this.timers.show !== 0) return;
    this.timers.show = window.setTimeout(() => {
      this.timers.show = 0;
      if (this.view === null || this.hasMore()) return;
      const { anchor, head } = this.view.state.selection.main;
      this.line.say(this.view.hasFocus ? { t: "here", at: this.at, anchor, head } : { t: "here", at: this.at, anchor: -1, head: -1 });
      if (this.view.hasFocus) choose(this.line.path, this.place, this.heads, [anchor, head]);
    }, SHOW_EVERY);
  }

  /** The program's places are those of its text; ours has what was typed since. */
  private show(all: Person[]): void {
    if (this.view === null) return;
    const ours = sendableUpdates(this.view.state);
    const now = (place: number) => {
      const inside = Math.min(place, this.confirmed.length);
      return ours.reduce((at, update) => update.changes.mapPos(at), inside);
    };
    const people = all.map((person) => ({ ...person, anchor: now(person.anchor), head: now(person.head) }));
    this.view.dispatch({ effects: setPeople.of(people) });
  }

  private mark(all: Mark[]): void {
    this.view?.dispatch({ effects: setMarks.of(all) });
    const good = (key: string) => { this.line.say({ t: "good", at: this.at, key }); };
    this.versions.replaceChildren(...list(all, this.words, good));
  }

  private refuse(say: string): void {
    this.status.textContent = say;
    this.view?.dispatch({ effects: this.writing.reconfigure([EditorState.readOnly.of(true), EditorView.editable.of(false)]) });
    if (this.view === null) this.box.readOnly = true;
  }

  private unsaved(say: string): void {
    this.inFlight = 0;
    this.status.dataset["live"] = "unsaved";
    this.status.textContent = say;
    this.keepNow();
    window.setTimeout(() => {
      if (this.handed !== null) this.line.say({ t: "hand", at: this.at, ...this.handed.kept });
      else this.push();
    }, RETRY);
  }

  private tell(what: "saved" | "saving" | "away" | "old" | "readonly"): void {
    if (this.status.dataset["live"] === what) return;
    this.status.dataset["live"] = what;
    this.status.textContent = this.words[what];
    if (what !== "old") return;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = this.words.again;
    again.addEventListener("click", () => this.line.connect());
    this.status.append(" ", again);
  }
}
