import { connectTexts, type Values } from "@pay200/shared/texts.ts";
import type { Key, Texts } from "./ko.ts";

export type { Key, Texts };
export type Translate = (key: Key, values?: Values) => string;
export type { Values } from "@pay200/shared/texts.ts";

export const { startTexts, chooseLanguage, language, useLanguage, useTexts } = connectTexts<Key>({
  ko: async () => (await import("./ko.ts")).ko,
  en: async () => (await import("./en.ts")).en,
});
