import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { brandOf, expiryOf, expiryOfCard, groupsOf, isCardNumber, ranges } from "./card_number.ts";

test("a mistyped number is noticed", () => {
  for (const number of [
    "4242424242424242",
    "5555555555554444",
    "378282246310005",
    "4000000000009995",
  ])
    expect(isCardNumber(number), number).toBe(true);
  for (const number of [
    "4242424242424241",
    "4242424242424224",
    "424242424242",
    "",
    "42424242424242420000",
    "4242 4242 4242 4242",
  ])
    expect(isCardNumber(number), number).toBe(false);
});

test("every single wrong digit is noticed", () => {
  const number = "4000056655665556";
  for (let at = 0; at < number.length; ++at) {
    for (let digit = 0; digit < 10; ++digit) {
      if (String(digit) === number[at]) continue;
      expect(isCardNumber(number.slice(0, at) + digit + number.slice(at + 1))).toBe(false);
    }
  }
});

test("the brand shows as soon as it is certain", () => {
  const brands: [string, string][] = [
    ["", "unknown"],
    ["4", "visa"],
    ["3", "unknown"],
    ["34", "amex"],
    ["35", "unknown"],
    ["3528", "jcb"],
    ["36", "diners"],
    ["5", "unknown"],
    ["55", "mastercard"],
    ["2", "unknown"],
    ["2221", "mastercard"],
    ["2720", "mastercard"],
    ["2721", "unknown"],
    ["62", "unionpay"],
    ["6011", "discover"],
    ["9", "unknown"],
    ["100000", "unknown"],
  ];
  for (const [digits, brand] of brands) expect(brandOf(digits), digits).toBe(brand);
});

test("numbers are grouped as on the card", () => {
  expect(groupsOf("4242424242424242")).toBe("4242 4242 4242 4242");
  expect(groupsOf("42424")).toBe("4242 4");
  expect(groupsOf("378282246310005")).toBe("3782 822463 10005");
});

test("an expiry is typed without its slash, and a card that is over is noticed", () => {
  expect(expiryOf("3")).toBe("03");
  expect(expiryOf("1")).toBe("1");
  expect(expiryOf("1230")).toBe("12/30");
  expect(expiryOf("12/3")).toBe("12/3");
  const now = new Date("2026-11-26T12:00:00+09:00");
  expect(expiryOfCard("12/30", now)).toBe("3012");
  expect(expiryOfCard("11/26", now)).toBe("2611");
  expect(expiryOfCard("10/26", now)).toBeNull();
  expect(expiryOfCard("13/30", now)).toBeNull();
  expect(expiryOfCard("12/3", now)).toBeNull();
});

test("the schemes' ranges are those of the gateway", () => {
  const cpp = readFileSync(
    new URL("../../../core/card_vault/pan.cpp", import.meta.url),
    "utf8",
  ).matchAll(/PrefixRange\{(\d{6}), (\d{6}), "(\w+)"\}/g);
  expect([...cpp].map(([, first, last, brand]) => [Number(first), Number(last), brand])).toEqual(
    ranges,
  );
});

test("a card is good to the end of its month in Korea, wherever the phone is", () => {
  expect(expiryOfCard("11/26", new Date("2026-11-30T23:59:59+09:00"))).toBe("2611");
  expect(expiryOfCard("11/26", new Date("2026-12-01T00:00:00+09:00"))).toBeNull();
});
