import { expect, test } from "vitest";
import { clientKeyError } from "./client_key.ts";

// Made by core/api_key's own rule.
const good = "test_ck_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA4D8iF3";
const code = (key: unknown) => clientKeyError(key, "ko")?.code;

test("a key as it was issued is not complained about", () => {
  expect(code(good)).toBeUndefined();
});

test("every changed character is found", () => {
  for (let i = "test_ck_".length; i < good.length; ++i) {
    const changed = good.slice(0, i) + (good[i] === "B" ? "C" : "B") + good.slice(i + 1);
    expect(code(changed), `${i}`).toBe("INVALID_API_KEY");
  }
});

test("what is no key at all", () => {
  for (const key of [undefined, null, 7, "", "x", good + "0", good.slice(1)]) {
    expect(code(key)).toBe("INVALID_API_KEY");
  }
});

test("a secret key in a page is named as what it is", () => {
  expect(code("test_sk_" + good.slice(8))).toBe("SECRET_KEY_IN_PAGE");
  expect(code("live_sk_cut")).toBe("SECRET_KEY_IN_PAGE");
});

test("a test key that says live is of the wrong mode", () => {
  const error = clientKeyError("live" + good.slice(4), "en");
  expect(error).toMatchObject({ code: "MODE_MISMATCH", param: "clientKey" });
});
