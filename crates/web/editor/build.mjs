// Writes ../assets/editor.js, the licences of what is in it, and the hash of the sources.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const assets = new URL("../assets/", import.meta.url);
const here = new URL("./", import.meta.url);

const result = await build({
  entryPoints: ["src/main.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  metafile: true,
  write: false,
});
writeFileSync(new URL("editor.js", assets), result.outputFiles[0].contents);

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const licences = [...packages].sort().map((name) => {
  const folder = new URL(`node_modules/${name}/`, here);
  const { version } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version}\n\n${readFileSync(new URL(file, folder), "utf8").trim()}\n`;
});
writeFileSync(new URL("editor.LICENSES", assets), licences.join(`\n${"-".repeat(72)}\n\n`));

// The same list in the same order as the test in src/live/bundle.rs.
const sources = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json",
  ...readdirSync(new URL("src/", here)).sort().map((name) => `src/${name}`)];
const hash = createHash("sha256");
for (const name of sources) {
  const text = readFileSync(new URL(name, here));
  hash.update(`${name}\n${text.length}\n`);
  hash.update(text);
}
writeFileSync(new URL("editor.sources", assets), `${hash.digest("hex")}\n`);
