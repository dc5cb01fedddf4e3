import type { HistoryEntry } from "../api/client.ts";

const zone = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul" });

/** In the order given, which is the newest first; days are Korea's. */
export function byDay(entries: HistoryEntry[]): { day: string; entries: HistoryEntry[] }[] {
  const days: { day: string; entries: HistoryEntry[] }[] = [];
  for (const entry of entries) {
    const day = zone.format(new Date(entry.approvedAt ?? entry.requestedAt));
    if (days.at(-1)?.day === day) days.at(-1)!.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** What was spent in the end, and on how many payments that were not wholly taken back. */
export function paidIn(entries: HistoryEntry[]): { amount: number; count: number } {
  const kept = entries.filter(({ balanceAmount }) => balanceAmount > 0);
  return {
    amount: kept.reduce((sum, { balanceAmount }) => sum + balanceAmount, 0),
    count: kept.length,
  };
}
