// Builds what is committed under aispm_nb/labextension, so that installing needs no Node:
// esbuild makes one module of our sources and the board's, JupyterLab's builder makes a federated bundle of it.
// `--test` builds the units for node's own runner instead.
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const extensions = resolve(here, "..");
const out = resolve(here, "../../aispm_nb/labextension");

/** One hash over names and contents, ours and the board's: tests/lab/test_bundle.py compares it without Node. */
function sources() {
  const below = (folder) => readdirSync(join(extensions, folder), { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
    .map((f) => relative(extensions, join(f.parentPath ?? f.path, f.name)).replaceAll("\\", "/"));
  const own = ["build.mjs", "package.json", "package-lock.json"].map((name) => `jupyterlab-aispm/${name}`);
  const files = [...["src", "schema", "style"].flatMap((folder) => below(`jupyterlab-aispm/${folder}`)), ...own, ...below("posture-view/src")];
  const hash = createHash("sha256");
  for (const name of files.sort()) hash.update(`${name}\n`).update(readFileSync(join(extensions, name)));
  return hash.digest("hex");
}

// The board's style sheet travels as text; its comments and line ends need not.
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
  // Node reads none of JupyterLab's modules as they are published, so its runner gets them in one.
  await build({
    absWorkingDir: here, bundle: true, entryPoints: ["tests/units.ts"], outfile: "build/units.cjs", format: "cjs", platform: "node", target: "node20",
    plugins: [thinCss], logLevel: "error",
  });
  process.exit(0);
}

// What JupyterLab shares (@jupyterlab/*, @lumino/*) stays an import; nothing else is imported by name.
await build({
  absWorkingDir: here, bundle: true, entryPoints: ["src/index.ts"], outfile: "lib/index.js", format: "esm", target: "es2022",
  packages: "external", plugins: [thinCss], logLevel: "warning", legalComments: "none",
});
rmSync(out, { recursive: true, force: true });
execFileSync(process.execPath, [
  join(here, "node_modules/@jupyter/builder/lib/build-labextension.js"),
  "--core-package-file", join(here, "node_modules/@jupyterlab/core-meta/core.package.json"), here,
], { cwd: here, stdio: "inherit" });

writeFileSync(join(out, "install.json"), `${JSON.stringify({
  packageManager: "python", packageName: "aispm-nb", uninstallInstructions: "pip uninstall aispm-nb",
}, null, 2)}\n`);
writeFileSync(join(out, "sources.sha256"), `${sources()}\n`);
