// A build in a folder of its own, with the sources as they are and then changed.
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pay200-build-"));
const made = join(folder, "build/web/sdk");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The immutable path that the newest manifest names. */
function build(): string {
  execFileSync(process.execPath, [join(folder, "sdk/build.mjs")], { stdio: "pipe" });
  const manifest = readFileSync(join(made, "v1/manifest.json"), "utf8");
  return (JSON.parse(manifest) as { path: string }).path.replace("/sdk/", "");
}

test(
  "a build adds its version, and every earlier one stays as it was",
  { timeout: 300_000 },
  () => {
    const isSource = (path: string) => !path.includes("node_modules");
    cpSync(here, join(folder, "sdk"), { recursive: true, filter: isSource });
    for (const file of ["VERSION", "tsconfig.base.json"]) {
      cpSync(join(here, "..", file), join(folder, file));
    }
    symlinkSync(join(here, "../node_modules"), join(folder, "node_modules"));

    const first = build();
    const script = readFileSync(join(made, first), "utf8");
    writeFileSync(join(made, "v1/left_over.js"), "");
    writeFileSync(join(made, "window/left_over.js"), "");
    appendFileSync(join(folder, "sdk/src/pay200.ts"), '\nconsole.debug("another");\n');
    const second = build();

    expect(second).not.toBe(first);
    expect(readFileSync(join(made, first), "utf8")).toBe(script);
    expect(readFileSync(join(made, second), "utf8")).toContain("another");
    expect(readFileSync(join(made, "v1/pay200.js"), "utf8")).toContain("another");
    expect(readdirSync(join(made, "v1")).sort()).toEqual(["manifest.json", "pay200.js"]);
    expect(readdirSync(join(made, "window")).sort()).toEqual(["window.css", "window.js"]);
  },
);
