import { expect, test } from "vitest";
import { monthAddress, parseRoute, receiptAddress } from "./route.ts";

test("the addresses that the gateway hands out lead to their screens", () => {
  expect(parseRoute("#qr=qrt_0123abc")).toEqual({ name: "qr", token: "qrt_0123abc" });
  expect(parseRoute(receiptAddress("pay_0g7k"))).toEqual({ name: "receipt", key: "pay_0g7k" });
  expect(parseRoute("#payment=pay_0g7k")).toEqual({ name: "payment", key: "pay_0g7k" });
});

test("the app's own addresses lead to their screens", () => {
  expect(parseRoute("")).toEqual({ name: "home" });
  expect(parseRoute("#/")).toEqual({ name: "home" });
  expect(parseRoute("#/pay/pin")).toEqual({ name: "pin" });
  expect(parseRoute("#/cards/new")).toEqual({ name: "addCard" });
  expect(parseRoute("#/history")).toEqual({ name: "history", month: null });
  expect(parseRoute(monthAddress("2026-11"))).toEqual({ name: "history", month: "2026-11" });
});

test("an address that leads nowhere leads home", () => {
  for (const hash of [
    "#/nowhere",
    "#qr=",
    "#qr=<script>",
    "#/history/2026-13",
    "#toString",
    "#constructor",
  ])
    expect(parseRoute(hash), hash).toEqual({ name: "home" });
});
