import { expect, test } from "vitest";
import { noRange, parseRange, rangeQuery } from "./settlement_query.ts";

test.each([
  ["", noRange],
  ["from=2026-11-01", { from: "2026-11-01", to: null }],
  ["from=2026-11-01&to=2026-11-30", { from: "2026-11-01", to: "2026-11-30" }],
  ["from=2026-11-30&to=2026-11-01", noRange],
  ["from=yesterday&to=2026-02-30", noRange],
])("%s", (text, range) => {
  expect(parseRange(new URLSearchParams(text))).toEqual(range);
});

test("what is not chosen is not asked for", () => {
  expect(rangeQuery(noRange)).toEqual({});
  expect(rangeQuery({ from: "2026-11-01", to: null })).toEqual({ from: "2026-11-01" });
});
