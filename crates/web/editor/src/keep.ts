// What is not known to be saved is kept in the browser, sealed: the key comes from the program,
// which can make it again from the salt that lies beside it. Without the program nobody reads it.

import type { Kept, Place } from "./message";

interface Sealed {
  salt: string;
  iv: string;
  data: string;
}

const PREFIX = "kring-live";

const DIGITS = new TextEncoder().encode("0123456789abcdef");

// A long text is kept while somebody types: no string is made per byte.
function hex(bytes: Uint8Array): string {
  const text = new Uint8Array(2 * bytes.length);
  bytes.forEach((byte, at) => {
    text[2 * at] = DIGITS[byte >> 4] ?? 0;
    text[2 * at + 1] = DIGITS[byte & 15] ?? 0;
  });
  return new TextDecoder().decode(text);
}

function unhex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length >> 1);
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** A random name: of a tab's text box, or a salt. */
export function random(): string {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

const keys = new Map<string, CryptoKey>();

/** This page's own salt. */
export const SALT = random();

/** Takes in keys that the program gave. They cannot be read out again. */
export async function learn(given: Record<string, string>): Promise<void> {
  for (const [salt, key] of Object.entries(given)) {
    keys.set(salt, await crypto.subtle.importKey("raw", unhex(key), "AES-GCM", false, ["encrypt", "decrypt"]));
  }
}

function prefix(place: Place): string {
  return `${PREFIX}:${place.page}:${place.entity}:${place.id}:${place.field}:`;
}

/** What one text box of this tab keeps. While the tab lives, it holds a lock of that name. */
export class Keeper {
  private readonly name: string;
  private wanted: Kept | null = null;
  private busy = false;

  constructor(private readonly place: Place, client: string) {
    this.name = prefix(place) + client;
    void navigator.locks?.request(this.name, () => new Promise(() => undefined));
  }

  /** Keeps this instead of what was kept; `null` when all of it is saved. */
  keep(kept: Kept | null): void {
    this.wanted = kept;
    if (kept === null) localStorage.removeItem(this.name);
    if (!this.busy) void this.write();
  }

  private async write(): Promise<void> {
    const key = keys.get(SALT);
    const kept = this.wanted;
    if (kept === null || key === undefined) return;
    this.busy = true;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(kept));
    const data = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
    this.busy = false;
    if (this.wanted !== kept) return this.write();
    const sealed: Sealed = { salt: SALT, iv: hex(iv), data: hex(data) };
    try {
      localStorage.setItem(this.name, JSON.stringify(sealed));
    } catch {
      // No room: it is still in this tab.
    }
  }

  /** The names of what closed tabs left of this text. */
  private left(): string[] {
    const start = prefix(this.place);
    return Object.keys(localStorage).filter((name) => name.startsWith(start) && name !== this.name);
  }

  /** The salts of what closed tabs left; ask the program for their keys. */
  salts(): string[] {
    return this.left().flatMap((name) => read(name)?.salt ?? []);
  }

  /** Takes over what closed tabs left of this text; `done` removes it. */
  async orphans(): Promise<{ kept: Kept; done: () => void }[]> {
    const found = [];
    for (const name of this.left()) {
      const free = await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock !== null);
      const sealed = read(name);
      const key = sealed && keys.get(sealed.salt);
      if (!free || !sealed || !key) continue;
      try {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: unhex(sealed.iv) }, key, unhex(sealed.data));
        const kept = JSON.parse(new TextDecoder().decode(plain)) as Kept;
        found.push({ kept, done: () => localStorage.removeItem(name) });
      } catch {
        // Sealed for another group or laptop: not ours to remove.
      }
    }
    return found;
  }
}

function read(name: string): Sealed | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as Sealed | null;
  } catch {
    return null;
  }
}
