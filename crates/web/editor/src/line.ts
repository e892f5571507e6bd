// The socket to the program: opened again by itself for as long as the page is open.

import type { FromProgram, ToProgram } from "./message";

/** Waiting times before the next try, in milliseconds; the last one repeats. */
const WAITS = [150, 300, 600, 1200, 2500];

/** `open`: the program answers. `away`: nobody does. `old`: it does not know this tab any more. */
export type State = "open" | "away" | "old";

export interface Listener {
  state(state: State): void;
  hear(message: FromProgram): void;
}

export class Line {
  private socket: WebSocket | null = null;
  private tries = 0;
  private timer = 0;
  private readonly listeners = new Set<Listener>();
  state: State = "away";

  constructor(readonly path: string) {
    this.connect();
    // A lid was opened, or the tab came to the front: no need to wait.
    const now = () => { if (!document.hidden && this.state !== "open") this.connect(); };
    document.addEventListener("visibilitychange", now);
    window.addEventListener("online", now);
    window.addEventListener("pageshow", now);
  }

  listen(listener: Listener): void {
    this.listeners.add(listener);
    if (this.state === "open") listener.state("open");
  }

  drop(listener: Listener): void {
    this.listeners.delete(listener);
  }

  /** False if nobody hears it. */
  say(message: ToProgram): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  connect(): void {
    clearTimeout(this.timer);
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) return;
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => {
      this.tries = 0;
      this.become("open");
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(String(event.data)) as FromProgram;
      for (const listener of [...this.listeners]) listener.hear(message);
    };
    socket.onclose = () => { if (this.socket === socket) void this.lost(); };
  }

  private async lost(): Promise<void> {
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)] ?? 1000;
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.connect(), wait);
    this.become(await this.isOld() ? "old" : "away");
  }

  /** A program that answers and does not let this tab in is another start of Kring. */
  private async isOld(): Promise<boolean> {
    try {
      const answer = await fetch(this.path, { redirect: "manual" });
      return answer.status === 401;
    } catch {
      return false;
    }
  }

  private become(state: State): void {
    if (state !== "open" && this.socket?.readyState === WebSocket.OPEN) return;
    this.state = state;
    for (const listener of [...this.listeners]) listener.state(state);
  }
}

const lines = new Map<string, Line>();

/** One socket per page and path, however many text boxes there are. */
export function line(path: string): Line {
  const found = lines.get(path) ?? new Line(path);
  lines.set(path, found);
  return found;
}
