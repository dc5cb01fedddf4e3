// Times as people in Korea read them, wherever the phone is.
import type { Language } from "./money.ts";

const zone = "Asia/Seoul";
const locale = (language: Language) => (language === "ko" ? "ko-KR" : "en-GB");

const format = (language: Language, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(language), { timeZone: zone, ...options });

/** "2026. 11. 22. 16:05", "22 Nov 2026, 16:05". */
export const dateTime = (iso: string, language: Language): string =>
  format(language, {
    year: "numeric",
    month: language === "ko" ? "numeric" : "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(iso));

/** "2026-11-22 16:05:03", as on a receipt. */
export function receiptTime(iso: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return parts.format(new Date(iso));
}

/** "22일 일요일", "Sunday 22": of an entry within its month. */
export const dayOf = (iso: string, language: Language): string =>
  format(language, { day: "numeric", weekday: "long" }).format(new Date(iso));

export const timeOf = (iso: string, language: Language): string =>
  format(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));

/** "2026-11": the month it is now in Korea. */
export const monthNow = (now: Date): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit" }).format(
    now,
  );

/** "2026-11" and -1 → "2026-10". */
export function monthsFrom(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const at = year * 12 + number - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

/** "2026년 11월", "November 2026". */
export const monthName = (month: string, language: Language): string =>
  format(language, { year: "numeric", month: "long" }).format(
    new Date(`${month}-15T00:00:00+09:00`),
  );

/** "2:59". */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
