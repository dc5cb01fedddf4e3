import { connectTexts, type Values } from "@pay200/shared/texts.ts";
import type { ko } from "./ko.ts";

export type Key = keyof typeof ko;
export type Texts = Record<Key, string>;
export type Translate = (key: Key, values?: Values) => string;

export const { startTexts, chooseLanguage, language, useLanguage, useTexts } = connectTexts<Key>({
  ko: async () => (await import("./ko.ts")).ko,
  en: async () => (await import("./en.ts")).en,
});
