import { expect, test } from "vitest";
import { bodyText, paymentOf } from "./body.ts";

const body = '{"eventType":"PAYMENT_STATUS_CHANGED","data":{"paymentKey":"pay_0g7k2m1q"}}';

test("a body is shown in lines", () => {
  expect(bodyText(body)).toContain('\n  "data": {\n    "paymentKey": "pay_0g7k2m1q"');
  expect(bodyText("not json")).toBe("not json");
});

test("the payment that a webhook tells of is found", () => {
  expect(paymentOf(body)).toBe("pay_0g7k2m1q");
  expect(paymentOf('{"eventType":"TEST","data":{}}')).toBeNull();
  expect(paymentOf('{"data":{"paymentKey":"#/elsewhere"}}')).toBeNull();
  expect(paymentOf("null")).toBeNull();
  expect(paymentOf("not json")).toBeNull();
});
