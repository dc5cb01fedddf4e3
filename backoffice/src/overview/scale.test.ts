import { expect, test } from "vitest";
import { axisOf, labelled, placeOf, roundStep, shortAmount } from "./scale.ts";

test("steps are round", () => {
  expect(roundStep(100, 4)).toBe(25);
  expect(roundStep(97, 5)).toBe(20);
  expect(roundStep(1_234_567, 4)).toBe(500_000);
  expect(roundStep(3, 5)).toBe(1);
  expect(roundStep(0, 5)).toBe(1);
});

test("an axis holds everything and has nothing among its ticks", () => {
  for (const [lowest, highest] of [
    [0, 12_300],
    [-4_500, 12_300],
    [-90_000, 1_000],
    [0, 999_999_999_999],
    [0, 0],
    [-5_000, 0],
    [0, 3],
  ] as const) {
    const axis = axisOf(lowest, highest);
    expect(axis.low).toBeLessThanOrEqual(lowest);
    expect(axis.high).toBeGreaterThanOrEqual(highest);
    expect(axis.ticks).toContain(0);
    expect(axis.ticks.at(0)).toBe(axis.low);
    expect(axis.ticks.at(-1)).toBe(axis.high);
    expect(axis.ticks.length).toBeLessThanOrEqual(7);
    expect(placeOf(axis, axis.low, 200)).toBe(200);
    expect(placeOf(axis, axis.high, 200)).toBe(0);
  }
});

test("amounts on an axis are short", () => {
  expect(shortAmount(0, "ko")).toBe("0");
  expect(shortAmount(5_000, "ko")).toBe("5,000");
  expect(shortAmount(25_000, "ko")).toBe("2.5만");
  expect(shortAmount(1_200_000, "ko")).toBe("120만");
  expect(shortAmount(-1_500_000, "ko")).toBe("-150만");
  expect(shortAmount(250_000_000, "ko")).toBe("2.5억");
  expect(shortAmount(25_000, "en")).toBe("25K");
  expect(shortAmount(1_200_000, "en")).toBe("1.2M");
});

test("words below a chart keep their distance, and today has one", () => {
  const shown = labelled(30, 10);
  const places = Array.from({ length: 30 }, (_, place) => place).filter(shown);
  expect(places.length).toBeLessThanOrEqual(10);
  expect(places.at(-1)).toBe(29);
  expect(labelled(7, 10)(0)).toBe(true);
});
