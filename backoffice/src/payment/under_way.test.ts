import { expect, test } from "vitest";
import type { PaymentPage } from "../api/client.ts";
import { isUnderWay } from "./under_way.ts";

const page = (status: string, cancels: string[] = [], webhooks: string[] = []) =>
  ({
    payment: { status },
    cancels: cancels.map((one) => ({ status: one })),
    webhooks: webhooks.map((one) => ({ status: one })),
  }) as unknown as PaymentPage;

test.each([
  [page("READY"), true],
  [page("IN_PROGRESS"), true],
  [page("UNKNOWN"), true],
  [page("DONE"), false],
  [page("DONE", ["IN_PROGRESS"]), true],
  [page("PARTIAL_CANCELED", ["DONE", "ABORTED"], ["DELIVERED", "FAILED"]), false],
  [page("CANCELED", ["DONE"], ["PENDING"]), true],
])("%# is looked at again: %s", (shown, again) => {
  expect(isUnderWay(shown)).toBe(again);
});
