// Between the changes of the editor and those on the line.

import { ChangeSet, Text } from "@codemirror/state";
import type { Splice } from "./message";

export function toSplices(changes: ChangeSet): Splice[] {
  const all: Splice[] = [];
  changes.iterChanges((from, to, _fromNew, _toNew, text) => all.push([from, to, text.toString()]), true);
  return all;
}

export function toChanges(splices: Splice[], length: number): ChangeSet {
  const changes = splices.map(([from, to, text]) => ({ from, to, insert: toText(text) }));
  return ChangeSet.of(changes, length);
}

/** Lines end with a line feed only; any other sign is part of the line. */
export function toText(text: string): Text {
  return Text.of(text.split("\n"));
}

/** From one text to another: what stands in between where they begin and end to differ. */
export function between(old: string, now: string): Splice[] {
  if (old === now) return [];
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  if (splits(old, start) || splits(now, start)) start--;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  if (splits(old, old.length - end) || splits(now, now.length - end)) end--;
  return [[start, old.length - end, now.slice(start, now.length - end)]];
}

/** Whether a place lies inside a pair of UTF-16 units. */
function splits(text: string, at: number): boolean {
  const [before, behind] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return before >= 0xd800 && before < 0xdc00 && behind >= 0xdc00 && behind < 0xe000;
}
