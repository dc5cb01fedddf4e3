import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const guide = readFileSync(new URL("../../docs/sdk.md", import.meta.url), "utf8");

for (const way of ["one_line", "server_created", "server_confirmed"]) {
  test(`the guide shows ${way} as the demonstration runs it`, () => {
    const source = readFileSync(new URL(`./ways/${way}.js`, import.meta.url), "utf8");
    const code = source.split("\n").slice(1).join("\n");
    expect(guide).toContain("```js\n" + code + "```");
  });
}
