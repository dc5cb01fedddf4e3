// Builds what nginx serves into build/web, and the npm package into build/npm:
//
//   build/web/sdk/v1/pay200.js                 the newest, cached for minutes
//   build/web/sdk/v1/manifest.json             its version, its immutable path, its SRI hash
//   build/web/sdk/<version>-<hash>/pay200.js   the same file, for ever: those of earlier builds stay
//   build/web/sdk/window/                      the window over the shop's page
//   build/web/docs/                            the API reference
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const web = join(root, "build/web");
const version = readFileSync(join(root, "VERSION"), "utf8").trim();

/** One file without imports. */
async function bundle(entry, folder, name, format) {
  await build({
    configFile: false,
    root: here,
    logLevel: "warn",
    define: { __VERSION__: JSON.stringify(version) },
    build: {
      target: ["es2022"],
      outDir: folder,
      emptyOutDir: false,
      lib: { entry: join(here, entry), formats: [format], name: "pay200Sdk", fileName: () => name },
    },
  });
}

async function buildSdk() {
  const newest = join(web, "sdk/v1");
  await bundle("src/pay200.ts", newest, "pay200.js", "iife");
  const script = readFileSync(join(newest, "pay200.js"));
  const hash = createHash("sha256").update(script).digest("hex").slice(0, 12);
  const folder = `${version}-${hash}`;
  mkdirSync(join(web, "sdk", folder), { recursive: true });
  writeFileSync(join(web, "sdk", folder, "pay200.js"), script);
  const manifest = {
    version,
    path: `/sdk/${folder}/pay200.js`,
    integrity: "sha384-" + createHash("sha384").update(script).digest("base64"),
  };
  writeFileSync(join(newest, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
  console.log(`pay200.js: ${gzipSync(script, { level: 9 }).length} bytes gzip`);
}

async function buildWindow() {
  const folder = join(web, "sdk/window");
  await bundle("window/window.ts", folder, "window.js", "es");
  const parts = readdirSync(join(here, "window/style")).sort();
  const style = parts.map((part) => readFileSync(join(here, "window/style", part), "utf8"));
  writeFileSync(join(folder, "window.css"), style.join("\n"));
}

/** loadPay200() with its types. */
async function buildPackage() {
  const folder = join(root, "build/npm/pay200-sdk");
  await bundle("src/load_pay200.ts", folder, "index.js", "es");
  const program = ts.createProgram([join(here, "src/load_pay200.ts")], {
    declaration: true,
    emitDeclarationOnly: true,
    rewriteRelativeImportExtensions: true,
    outDir: join(folder, "types"),
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: [],
  });
  program.emit();
  const described = {
    name: "@pay200/sdk",
    version,
    description: "Loads pay200.js, typed.",
    license: "Apache-2.0",
    type: "module",
    exports: { ".": { types: "./types/load_pay200.d.ts", default: "./index.js" } },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(described, null, 2) + "\n");
}

function buildDocs() {
  const folder = join(web, "docs");
  mkdirSync(folder, { recursive: true });
  for (const name of ["index.html", "docs.js", "docs.css"]) {
    cpSync(join(here, "docs", name), join(folder, name));
  }
  const scalar = createRequire(import.meta.url).resolve("@scalar/api-reference");
  cpSync(join(dirname(scalar), "browser/standalone.js"), join(folder, "scalar.js"));
}

for (const made of ["web/sdk/v1", "web/sdk/window", "web/docs", "npm"]) {
  rmSync(join(root, "build", made), { recursive: true, force: true });
}
await buildSdk();
await buildWindow();
await buildPackage();
buildDocs();
