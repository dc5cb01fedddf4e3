// The texts: one language at a time, fetched as a file of its own.
import type { Language } from "@pay200/shared/money.ts";
import { createStore, useStore } from "../store.ts";
import type { Key, Texts } from "./ko.ts";

export type { Key, Texts };
export type Values = Record<string, string | number>;

const kept = "pay200.language";
const shown = createStore<Language>("ko");
let texts: Partial<Texts> = {};

const load = {
  ko: async (): Promise<Texts> => (await import("./ko.ts")).ko,
  en: async (): Promise<Texts> => (await import("./en.ts")).en,
};

function wanted(): Language {
  try {
    const chosen = localStorage.getItem(kept);
    if (chosen === "ko" || chosen === "en") return chosen;
  } catch {
    // A browser that keeps nothing.
  }
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "ko";
}

async function show(language: Language): Promise<void> {
  texts = await load[language]();
  document.documentElement.lang = language;
  shown.set(language);
}

export async function startTexts(): Promise<void> {
  const first = wanted();
  // Without a connection whichever language was fetched before.
  await show(first).catch(() => show(first === "ko" ? "en" : "ko"));
}

export async function chooseLanguage(language: Language): Promise<void> {
  await show(language);
  try {
    localStorage.setItem(kept, language);
  } catch {
    // For this time, then.
  }
}

export const language = (): Language => shown.get();
export const useLanguage = (): Language => useStore(shown);

export type Translate = (key: Key, values?: Values) => string;

/** "{{name}}" is replaced by the value of that name; "one|many" is chosen by `count`. */
export function filled(text: string, values: Values): string {
  const [one, many] = text.split("|");
  const chosen = many === undefined || values["count"] === 1 ? one! : many;
  return chosen.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const translate: Translate = (key, values = {}) => filled(texts[key] ?? key, values);

/** The texts of the language that is shown; a screen that uses it is drawn anew when that changes. */
export function useTexts(): Translate {
  useLanguage();
  return translate;
}
