import { expect, test } from "vitest";
import { en } from "./en.ts";
import { filled } from "@pay200/shared/texts.ts";
import { ko, type Key } from "./ko.ts";

test("values stand in their places, and one is not many", () => {
  expect(filled("{{name}}님, {{name}}", { name: "김하늘" })).toBe("김하늘님, 김하늘");
  expect(filled("{{other}}", { name: "a" })).toBe("{{other}}");
  expect(filled("no $& here: {{name}}", { name: "$&" })).toBe("no $& here: $&");
  expect(filled(en["history.count"], { count: 1 })).toBe("1 payment");
  expect(filled(en["history.count"], { count: 0 })).toBe("0 payments");
  expect(filled(ko["history.count"], { count: 1 })).toBe("1건");
});

test("each text takes the same values in both languages", () => {
  const values = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();
  for (const key of Object.keys(ko) as Key[]) expect(values(en[key]), key).toEqual(values(ko[key]));
  expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort());
});
