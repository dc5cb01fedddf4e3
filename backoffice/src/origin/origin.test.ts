import { expect, test } from "vitest";
import { originOf } from "./origin.ts";

test.each([
  ["https://shop.example", "https://shop.example"],
  ["https://shop.example/", "https://shop.example"],
  [" HTTPS://Shop.Example:443/cart?a=1#b ", "https://shop.example"],
  ["shop.example", "https://shop.example"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["https://한강.example", "https://xn--939at69e.example"],
])("%s is %s", (typed, origin) => {
  expect(originOf(typed)).toBe(origin);
});

test.each([
  "",
  "  ",
  "ftp://shop.example",
  "https://user:secret@shop.example",
  "https://",
  "쇼핑몰 주소",
])("%s is none", (typed) => {
  expect(originOf(typed)).toBeNull();
});
