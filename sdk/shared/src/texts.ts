// A page's texts. Korean is there at once, English comes when it is wanted.
import i18next from "i18next";
import type { Language } from "./money.ts";
import { createStore, useStore } from "./store.ts";

export type Values = Record<string, string | number>;

/** Where the chosen language is kept: all pages of a gateway show the same one. */
const kept = "pay200.language";

function wanted(): Language {
  try {
    const chosen = localStorage.getItem(kept);
    if (chosen === "ko" || chosen === "en") return chosen;
  } catch {
    // A browser that keeps nothing.
  }
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "ko";
}

export function connectTexts<Key extends string>(
  ko: Record<Key, string>,
  fetchEnglish: () => Promise<Record<Key, string>>,
) {
  const shown = createStore<Language>("ko");
  const i18n = i18next.createInstance();

  async function show(language: Language): Promise<void> {
    if (language === "en" && !i18n.hasResourceBundle("en", "app"))
      i18n.addResourceBundle("en", "app", await fetchEnglish());
    await i18n.changeLanguage(language);
    document.documentElement.lang = language;
    shown.set(language);
  }

  async function startTexts(): Promise<void> {
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

  async function chooseLanguage(language: Language): Promise<void> {
    await show(language);
    try {
      localStorage.setItem(kept, language);
    } catch {
      // For this time, then.
    }
  }

  const useLanguage = (): Language => useStore(shown);
  const translate = (key: Key, values?: Values): string => i18n.t(key as string, values ?? {});

  return {
    startTexts,
    chooseLanguage,
    language: (): Language => shown.get(),
    useLanguage,
    /** The texts of the language that is shown; a screen that uses it is drawn anew when that changes. */
    useTexts(): typeof translate {
      useLanguage();
      return translate;
    },
  };
}
