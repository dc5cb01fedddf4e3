import { expect, test, vi } from "vitest";
import { Pay200Error } from "./error.ts";

test("an error of the script is one of the package's, which has a class of its own", async () => {
  vi.resetModules();
  const other = await import("./error.ts");
  expect(other.Pay200Error).not.toBe(Pay200Error);
  expect(new other.Pay200Error("INVALID_API_KEY", "")).toBeInstanceOf(Pay200Error);
});

test("anything else is none", () => {
  for (const value of [
    new Error(""),
    { code: "INVALID_API_KEY" },
    "Pay200Error",
    null,
    undefined,
  ]) {
    expect(value instanceof Pay200Error).toBe(false);
  }
});
