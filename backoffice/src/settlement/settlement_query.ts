// Which settlements are looked at: by the day on which they are paid out.
import { isDay, type Range } from "../day.ts";

export const noRange: Range = { from: null, to: null };

export function parseRange(params: URLSearchParams): Range {
  const day = (name: string): string | null => {
    const text = params.get(name);
    return text !== null && isDay(text) ? text : null;
  };
  const range = { from: day("from"), to: day("to") };
  return range.from !== null && range.to !== null && range.to < range.from ? noRange : range;
}

export const rangeQuery = ({ from, to }: Range): { from?: string; to?: string } => ({
  ...(from !== null && { from }),
  ...(to !== null && { to }),
});
