// Builds what is committed under aispm_nb/views/static; `--test` builds the units for node's own runner instead.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, "../../aispm_nb/views/static");

/** One hash over names and contents: a test compares it, so that a stale bundle cannot be committed. */
export function sources() {
  const files = readdirSync(join(here, "src"), { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
    .map((f) => relative(here, join(f.parentPath ?? f.path, f.name)).replaceAll("\\", "/"));
  const hash = createHash("sha256");
  for (const name of [...files, "build.mjs", "package-lock.json"].sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(here, name)));
  }
  return hash.digest("hex");
}

const common = { absWorkingDir: here, bundle: true, target: "es2022", loader: { ".css": "text" }, logLevel: "warning", legalComments: "none" };

// The style sheet travels as text; its comments and line ends need not.
const thinCss = {
  name: "thin-css",
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await build({ entryPoints: [path], minify: true, write: false, logLevel: "warning" });
      return { contents: css.outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

if (process.argv.includes("--test")) {
  await build({ ...common, plugins: [thinCss], entryPoints: ["tests/units.ts"], outfile: "build/units.mjs", format: "esm", platform: "node" });
} else {
  mkdirSync(out, { recursive: true });
  const shipped = { ...common, minify: true, plugins: [thinCss] };
  await build({ ...shipped, entryPoints: ["src/widget.ts"], outfile: join(out, "posture-view.js"), format: "esm" });
  await build({ ...shipped, entryPoints: ["src/rows/widget.ts"], outfile: join(out, "rows-view.js"), format: "esm" });
  await build({ ...shipped, entryPoints: ["src/report.ts"], outfile: join(out, "posture-report.js"), format: "iife" });
  copyFileSync(join(here, "src/words.json"), join(out, "words.json"));
  writeFileSync(join(out, "sources.sha256"), `${sources()}\n`);
}
