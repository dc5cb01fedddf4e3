import { expect, test } from "vitest";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

const values = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

test("both languages say the same things, with the same values in them", () => {
  expect(Object.keys(en)).toEqual(Object.keys(ko));
  for (const [key, text] of Object.entries(ko)) {
    expect(text.trim(), key).not.toBe("");
    expect(values(en[key as keyof typeof ko]), key).toEqual(values(text));
  }
});

test("no Korean is left in the English, and none is missing in the Korean", () => {
  for (const [key, text] of Object.entries(en)) expect(text, key).not.toMatch(/[가-힣]/);
  const foreign = Object.entries(ko).filter(([, text]) => !/[가-힣]/.test(text));
  expect(foreign).toEqual([]);
});
