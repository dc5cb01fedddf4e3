import { expect, test } from "vitest";
import {
  addDays,
  addMonths,
  dayOf,
  dayParts,
  dayText,
  isDay,
  lastOfMonth,
  longDay,
  monthText,
  quickRange,
  quickRangeOf,
  quickRanges,
  rangeBetween,
  shortDay,
  weekdayNames,
  weeksOf,
} from "./day.ts";

test("a day is Seoul's, wherever the browser is", () => {
  expect(dayOf(new Date("2026-11-25T14:59:59Z"))).toBe("2026-11-25");
  expect(dayOf(new Date("2026-11-25T15:00:00Z"))).toBe("2026-11-26");
});

test.each([
  ["2026-11-26", true],
  ["2024-02-29", true],
  ["2026-02-29", false],
  ["2026-13-01", false],
  ["2026-11-31", false],
  ["0026-11-26", false],
  ["2026-1-1", false],
  ["", false],
])("%s exists: %s", (text, exists) => {
  expect(isDay(text)).toBe(exists);
});

test("days and months are counted over their ends", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2024-03-01", -1)).toBe("2024-02-29");
  expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
  expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
  expect(lastOfMonth("2026-11-26")).toBe("2026-11-30");
});

test("a month has whole weeks from Sunday, and each of its days once", () => {
  const weeks = weeksOf("2026-11");
  expect(weeks.every((week) => week.length === 7)).toBe(true);
  expect(weeks[0]![0]).toBe("2026-11-01"); // a Sunday
  const days = weeks.flat().filter((day) => day !== null);
  expect(days).toHaveLength(30);
  expect(new Set(days).size).toBe(30);
  expect(weeksOf("2026-02")).toHaveLength(4);
  expect(weeksOf("2026-08")[0]!.slice(0, 6)).toEqual([null, null, null, null, null, null]);
});

test("quick ranges end today, but those of the past", () => {
  const today = "2026-03-01";
  expect(quickRange("today", today)).toEqual({ from: today, to: today });
  expect(quickRange("yesterday", today)).toEqual({ from: "2026-02-28", to: "2026-02-28" });
  expect(quickRange("week", today)).toEqual({ from: "2026-02-23", to: today });
  expect(quickRange("month30", today)).toEqual({ from: "2026-01-31", to: today });
  expect(quickRange("lastMonth", today)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  for (const name of quickRanges.filter((one) => one !== "thisMonth"))
    expect(quickRangeOf(quickRange(name, today), today)).toBe(name);
  // On the first of a month the two are the same.
  expect(quickRangeOf(quickRange("thisMonth", today), today)).toBe("today");
  expect(quickRangeOf({ from: null, to: null }, today)).toBeNull();
});

test("a range goes forward, in whichever order its ends are chosen", () => {
  expect(rangeBetween("2026-11-26", "2026-11-20")).toEqual({
    from: "2026-11-20",
    to: "2026-11-26",
  });
  expect(rangeBetween("2026-11-20", "2026-11-26")).toEqual({
    from: "2026-11-20",
    to: "2026-11-26",
  });
});

test("days are written as people write them", () => {
  expect(dayText("2026-11-06", "ko")).toBe("2026. 11. 6.");
  expect(dayText("2026-11-06", "en")).toBe("6 Nov 2026");
  expect(shortDay("2026-11-06", "ko")).toBe("11.6");
  expect(dayParts("2026-11-06", "ko")).toEqual(["11월 ", "6", "일 금요일"]);
  expect(dayParts("2026-11-06", "en").join("")).toBe(longDay("2026-11-06", "en"));
  expect(monthText("2026-11", "ko")).toBe("2026년 11월");
  expect(
    weekdayNames("ko")
      .map(({ short }) => short)
      .join(""),
  ).toBe("일월화수목금토");
  expect(weekdayNames("en")[0]).toEqual({ short: "Su", long: "Sunday" });
});
