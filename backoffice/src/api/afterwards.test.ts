import { expect, test } from "vitest";
import type { ErrorCode } from "@pay200/shared/gateway.ts";
import { afterwards } from "./afterwards.ts";

const refusal = (code: ErrorCode, status = 409) =>
  ({ kind: "refused", problem: { code, status } }) as never;

test("only what certainly has not happened may be wished for anew", () => {
  expect(afterwards({ kind: "done", data: {}, status: 202, at: 0 })).toBe("settled");
  expect(afterwards({ kind: "lost" })).toBe("again");
  // Also nginx's answer where no worker took it.
  expect(afterwards(refusal("OUTCOME_UNKNOWN", 504))).toBe("again");
  expect(afterwards(refusal("IDEMPOTENCY_KEY_IN_USE"))).toBe("again");
  expect(afterwards(refusal("INTERNAL_ERROR"))).toBe("again");
  expect(afterwards(refusal("NOT_CANCELABLE_AMOUNT"))).toBe("refused");
  expect(afterwards(refusal("SERVICE_UNAVAILABLE", 503))).toBe("refused");
});

test("after a try without an answer, only one that knows the key ends the doubt", () => {
  expect(afterwards(refusal("SERVICE_UNAVAILABLE", 503), true)).toBe("again");
  expect(afterwards(refusal("TOO_MANY_REQUESTS", 429), true)).toBe("again");
  expect(afterwards(refusal("INVALID_CSRF_TOKEN", 403), true)).toBe("again");
  expect(afterwards(refusal("NOT_MATCHES_REFUNDABLE_AMOUNT"), true)).toBe("refused");
});
