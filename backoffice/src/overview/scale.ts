// A chart's axis: round steps, from below nothing (what went back) to above the highest (what was paid).
import type { Language } from "@pay200/shared/money.ts";

/** The smallest round step of which `most` takes `steps` at most: 1, 2, 2.5 or 5 times a power of ten. */
export function roundStep(most: number, steps: number): number {
  if (most <= 0) return 1;
  const rough = most / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough)!;
  return Math.max(1, factor * power);
}

export interface Axis {
  /** Not above zero, not below zero; multiples of the step. */
  low: number;
  high: number;
  /** From low to high. */
  ticks: number[];
}

export function axisOf(lowest: number, highest: number, steps = 5): Axis {
  const span = Math.max(highest, 0) - Math.min(lowest, 0);
  // Nobody has paid: an axis all the same, of amounts that somebody may pay.
  const step = span === 0 ? 10_000 : roundStep(span, steps - 1);
  const low = Math.floor(Math.min(lowest, 0) / step) * step || 0;
  const high = span === 0 ? step * (steps - 1) : Math.ceil(Math.max(highest, 0) / step) * step || 0;
  const ticks: number[] = [];
  for (let at = low; at <= high; at += step) ticks.push(at || 0);
  return { low, high, ticks };
}

/** Where an amount stands, in a picture that is `height` high. */
export const placeOf = ({ low, high }: Axis, amount: number, height: number): number =>
  height - ((amount - low) / (high - low)) * height;

const rounded = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });

/** For an axis: "120만", "1.2억"; "1.2M". */
export function shortAmount(amount: number, language: Language): string {
  const size = Math.abs(amount);
  const sign = amount < 0 ? "-" : "";
  const units: [number, string][] =
    language === "ko"
      ? [
          [1e12, "조"],
          [1e8, "억"],
          [1e4, "만"],
        ]
      : [
          [1e9, "B"],
          [1e6, "M"],
          [1e3, "K"],
        ];
  const unit = units.find(([least]) => size >= least);
  return unit ? `${sign}${rounded(size / unit[0])}${unit[1]}` : `${sign}${rounded(size)}`;
}

/** Which columns have a word below them, so that none touches the next: the last always has. */
export function labelled(columns: number, atMost: number): (place: number) => boolean {
  const every = Math.max(1, Math.ceil(columns / atMost));
  return (place) => (columns - 1 - place) % every === 0;
}
