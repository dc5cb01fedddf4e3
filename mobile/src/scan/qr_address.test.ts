import { expect, test } from "vitest";
import { qrTokenOf } from "./qr_address.ts";

const origin = "https://pay.example";
const token = `qrt_${"0g7k2m1q06".repeat(6)}`;

test("a payment's code is its address or its token alone", () => {
  expect(qrTokenOf(`${origin}/app/#qr=${token}`, origin)).toBe(token);
  expect(qrTokenOf(`  ${origin}/app/#qr=${token}\n`, origin)).toBe(token);
  expect(qrTokenOf(token, origin)).toBe(token);
});

test("any other code is not ours", () => {
  const others = [
    "",
    "hello",
    "https://example.com/",
    `https://pay.example.evil/app/#qr=${token}`,
    `http://pay.example/app/#qr=${token}`,
    `${origin}/other/#qr=${token}`,
    `${origin}/app/?qr=${token}`,
    `${origin}/app/#qr=${token}x`,
    `${origin}/app/#qr=qrt_short`,
    `${origin}/app/#receipt=pay_0g7k`,
    `javascript:alert(1)//${token}`,
    token.toUpperCase(),
  ];
  for (const text of others) expect(qrTokenOf(text, origin), text).toBeNull();
});

test("an address is read on phones that are older than URL.canParse", () => {
  const { canParse } = URL;
  try {
    Object.assign(URL, { canParse: undefined });
    expect(qrTokenOf("not an address", origin)).toBeNull();
    expect(qrTokenOf(`${origin}/app/#qr=${token}`, origin)).toBe(token);
  } finally {
    Object.assign(URL, { canParse });
  }
});
