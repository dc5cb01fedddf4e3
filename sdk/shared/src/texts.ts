// A page's texts: one language at a time, fetched as a file of its own.
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

/** "{{name}}" is replaced by the value of that name; "one|many" is chosen by `count`. */
export function filled(text: string, values: Values): string {
  const [one, many] = text.split("|");
  const chosen = many === undefined || Number(values["count"]) === 1 ? one! : many;
  return chosen.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function connectTexts<Key extends string>(
  load: Record<Language, () => Promise<Record<Key, string>>>,
) {
  const shown = createStore<Language>("ko");
  let texts: Partial<Record<Key, string>> = {};

  async function show(language: Language): Promise<void> {
    texts = await load[language]();
    document.documentElement.lang = language;
    shown.set(language);
  }

  async function startTexts(): Promise<void> {
    const first = wanted();
    // Without a connection whichever language was fetched before.
    await show(first).catch(() => show(first === "ko" ? "en" : "ko"));
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
  const translate = (key: Key, values: Values = {}): string => filled(texts[key] ?? key, values);

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
