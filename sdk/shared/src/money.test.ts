import { expect, test } from "vitest";
import { won } from "./money.ts";

test("amounts are written as people write them", () => {
  expect(won(12300, "ko")).toBe("12,300원");
  expect(won(999, "ko")).toBe("999원");
  expect(won(1234567, "en")).toBe("₩1,234,567");
});
