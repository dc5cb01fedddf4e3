// Days in Asia/Seoul, as "2026-11-26": they sort and compare as text.
import type { Language } from "@pay200/shared/money.ts";

const inSeoul = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul", dateStyle: "short" });

export const dayOf = (at: Date): string => inSeoul.format(at);

const utc = (day: string): Date => new Date(`${day}T00:00:00Z`);
const written = (at: Date): string => at.toISOString().slice(0, 10);

/** A day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = utc(text);
  return !Number.isNaN(at.getTime()) && written(at) === text && text >= "2000-01-01";
}

export function addDays(day: string, days: number): string {
  const at = utc(day);
  at.setUTCDate(at.getUTCDate() + days);
  return written(at);
}

/** The same day of another month, or that month's last. */
export function addMonths(day: string, months: number): string {
  const at = utc(`${day.slice(0, 7)}-01`);
  at.setUTCMonth(at.getUTCMonth() + months);
  const first = written(at);
  const last = lastOfMonth(first);
  return `${first.slice(0, 8)}${day.slice(8) > last.slice(8) ? last.slice(8) : day.slice(8)}`;
}

export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

export function lastOfMonth(day: string): string {
  const at = utc(firstOfMonth(day));
  at.setUTCMonth(at.getUTCMonth() + 1);
  at.setUTCDate(0);
  return written(at);
}

/** 0 is Sunday. */
export const weekday = (day: string): number => utc(day).getUTCDay();

/** A month by weeks that begin on Sunday; null: of another month. */
export function weeksOf(month: string): (string | null)[][] {
  const first = firstOfMonth(month);
  const last = lastOfMonth(month);
  const weeks: (string | null)[][] = [];
  for (let at = addDays(first, -weekday(first)); at <= last; at = addDays(at, 7))
    weeks.push(
      Array.from({ length: 7 }, (_, place) => {
        const day = addDays(at, place);
        return day >= first && day <= last ? day : null;
      }),
    );
  return weeks;
}

export interface Range {
  from: string | null;
  to: string | null;
}

export const quickRanges = [
  "today",
  "yesterday",
  "week",
  "month30",
  "thisMonth",
  "lastMonth",
] as const;
export type QuickRange = (typeof quickRanges)[number];

export function quickRange(name: QuickRange, today: string): { from: string; to: string } {
  switch (name) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case "week":
      return { from: addDays(today, -6), to: today };
    case "month30":
      return { from: addDays(today, -29), to: today };
    case "thisMonth":
      return { from: firstOfMonth(today), to: today };
    case "lastMonth": {
      const first = addMonths(firstOfMonth(today), -1);
      return { from: first, to: lastOfMonth(first) };
    }
  }
}

/** Which of them a range is, if it is one. */
export const quickRangeOf = ({ from, to }: Range, today: string): QuickRange | null =>
  quickRanges.find((name) => {
    const range = quickRange(name, today);
    return range.from === from && range.to === to;
  }) ?? null;

/** The range that a second choice of a day ends: in whichever order they are chosen. */
export const rangeBetween = (one: string, other: string): { from: string; to: string } =>
  one <= other ? { from: one, to: other } : { from: other, to: one };

const locale = (language: Language) => (language === "ko" ? "ko-KR" : "en-GB");

/** "2026. 11. 26.", "26 Nov 2026". */
export const dayText = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(locale(language), {
    timeZone: "UTC",
    year: "numeric",
    month: language === "ko" ? "numeric" : "short",
    day: "numeric",
  }).format(utc(day));

/** "11. 26.", "26 Nov": below a column of a chart. */
export const shortDay = (day: string, language: Language): string =>
  language === "ko"
    ? `${Number(day.slice(5, 7))}.${Number(day.slice(8))}`
    : new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short", day: "numeric" }).format(
        utc(day),
      );

/** "11월 26일 목요일", "Thursday 26 November". */
export const longDay = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(locale(language), {
    timeZone: "UTC",
    month: "long",
    day: "numeric",
    weekday: "long",
  }).format(utc(day));

/** A long day, taken apart at its number: "11월 ", "26", "일 목요일". */
export function dayParts(day: string, language: Language): [string, string, string] {
  const parts = new Intl.DateTimeFormat(locale(language), {
    timeZone: "UTC",
    month: "long",
    day: "numeric",
    weekday: "long",
  }).formatToParts(utc(day));
  const at = parts.findIndex(({ type }) => type === "day");
  const text = (some: Intl.DateTimeFormatPart[]) => some.map(({ value }) => value).join("");
  return [text(parts.slice(0, at)), parts[at]!.value, text(parts.slice(at + 1))];
}

/** "2026년 11월", "November 2026". */
export const monthText = (month: string, language: Language): string =>
  new Intl.DateTimeFormat(locale(language), {
    timeZone: "UTC",
    year: "numeric",
    month: "long",
  }).format(utc(firstOfMonth(month)));

/** From Sunday on: "일", "Su". */
export const weekdayNames = (language: Language): { short: string; long: string }[] =>
  Array.from({ length: 7 }, (_, place) => {
    const at = utc(addDays("2026-11-22", place)); // a Sunday
    const name = (weekday: "short" | "long") =>
      new Intl.DateTimeFormat(locale(language), { timeZone: "UTC", weekday }).format(at);
    return {
      short: language === "ko" ? name("short") : name("short").slice(0, 2),
      long: name("long"),
    };
  });
