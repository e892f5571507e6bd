// What is selected in a live text is asked of the program by the page's own script (`who.js`): who
// wrote this, and when?

import type { Place } from "./message";

/** Says which part of the text, as it was at `heads`, is selected now; nothing ends the question. */
export function choose(socket: string, place: Place, heads: string[], selection: [number, number]): void {
  const [from, to] = [Math.min(...selection), Math.max(...selection)];
  const asked = new URLSearchParams({
    entity: place.entity, id: place.id || "-", field: place.field, heads: heads.join(","),
    from: String(from), to: String(to), raw: "1",
  });
  const address = `${socket.replace(/live$/, "p")}/${place.page}/who?${asked}`;
  document.dispatchEvent(new CustomEvent("kring:chosen", { detail: from === to ? "" : address }));
}
