import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ko } from "../i18n/ko.ts";

const functions = new URL("../../../sql/functions/", import.meta.url);
const sql = readdirSync(functions)
  .map((file) => readFileSync(new URL(file, functions), "utf8"))
  .join("\n");

test("every event that the gateway's functions write has its words", () => {
  const written = new Set<string>();
  for (const [, event] of sql.matchAll(/write_event\([^,]*,[^,]*,\s*'([a-z_]+)'/g))
    written.add(event!);
  for (const [, event] of sql.matchAll(/abort_reversed_payment\(r, '([a-z_]+)'/g))
    written.add(event!);
  // Named by the state that a refund leaves (complete_refund).
  for (const state of ["partially_canceled", "canceled"]) written.add(state);
  expect(written.size).toBeGreaterThan(20);
  expect([...written].filter((event) => !(`event.${event}` in ko))).toEqual([]);
});
