import { expect, test } from "vitest";
import { may } from "./role.ts";

test.each([
  ["viewer", "read", true],
  ["viewer", "manage", false],
  ["viewer", "members", false],
  ["manager", "manage", true],
  ["manager", "members", false],
  ["owner", "manage", true],
  ["owner", "members", true],
] as const)("a %s may %s: %s", (role, right, allowed) => {
  expect(may(role, right)).toBe(allowed);
});
