// Korean is there at once, English comes when it is wanted.
import i18next from "i18next";
import type { Language } from "@pay200/shared/money.ts";
import { createStore, useStore } from "../store.ts";
import { ko } from "./ko.ts";

export type Key = keyof typeof ko;
export type Texts = Record<Key, string>;
export type Values = Record<string, string | number>;

const kept = "pay200.language";
const shown = createStore<Language>("ko");
const i18n = i18next.createInstance();

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
  if (language === "en" && !i18n.hasResourceBundle("en", "app")) {
    const { en } = await import("./en.ts");
    i18n.addResourceBundle("en", "app", en);
  }
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  shown.set(language);
}

export async function startTexts(): Promise<void> {
  await i18n.init({
    lng: "ko",
    fallbackLng: "ko",
    defaultNS: "app",
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false }, // React does
    resources: { ko: { app: ko } },
  });
  // Without a connection, and never asked for before, there is Korean.
  await show(wanted()).catch(() => show("ko"));
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
const translate: Translate = (key, values) => i18n.t(key, values ?? {});

/** The texts of the language that is shown; a screen that uses it is drawn anew when that changes. */
export function useTexts(): Translate {
  useLanguage();
  return translate;
}
