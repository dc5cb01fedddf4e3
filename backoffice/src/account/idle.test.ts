import { expect, test } from "vitest";
import { idleAt } from "./idle.ts";

const minute = 60_000;
const session = { idleMs: 15 * minute, endsAt: 720 * minute, lastAskedAt: 0, lastActedAt: 0 };

test("who has left is warned a minute before the end", () => {
  expect(idleAt(13 * minute, session)).toEqual({ state: "awake" });
  expect(idleAt(14 * minute, session)).toEqual({ state: "warn", leftMs: minute });
  expect(idleAt(14.5 * minute, session)).toEqual({ state: "warn", leftMs: minute / 2 });
  expect(idleAt(15 * minute, session)).toEqual({ state: "ended" });
});

test("who works without asking for anything is kept, by one request a minute", () => {
  const busy = { ...session, lastActedAt: 30_000 };
  expect(idleAt(59_000, busy)).toEqual({ state: "awake" });
  expect(idleAt(minute, busy)).toEqual({ state: "ask" });
  expect(idleAt(minute, { ...busy, lastAskedAt: 40_000 })).toEqual({ state: "awake" });
});

test("the session's end is an end for the busy, too", () => {
  const late = { ...session, lastAskedAt: 719 * minute, lastActedAt: 719 * minute };
  expect(idleAt(719.5 * minute, late)).toEqual({ state: "warn", leftMs: minute / 2 });
  expect(idleAt(720 * minute, late)).toEqual({ state: "ended" });
});
