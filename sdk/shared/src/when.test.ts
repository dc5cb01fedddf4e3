import { expect, test } from "vitest";
import {
  dateTime,
  dayOf,
  left,
  monthName,
  monthNow,
  monthsFrom,
  receiptTime,
  timeOf,
} from "./when.ts";

const iso = "2026-11-22T16:05:03.123+09:00";

test("times are Korea's, wherever the phone is", () => {
  expect(dateTime(iso, "ko")).toBe("2026. 11. 22. 16:05");
  expect(dateTime(iso, "en")).toBe("22 Nov 2026, 16:05");
  expect(dateTime("2026-12-31T23:30:00Z", "ko")).toBe("2027. 1. 1. 08:30");
  expect(receiptTime(iso)).toBe("2026-11-22 16:05:03");
  expect(timeOf("2026-11-22T00:05:03.123+09:00", "ko")).toBe("00:05");
  expect(dayOf(iso, "ko")).toBe("22일 일요일");
  expect(dayOf(iso, "en")).toBe("Sunday 22");
});

test("a month begins at midnight in Korea", () => {
  expect(monthNow(new Date("2026-11-30T14:59:59Z"))).toBe("2026-11");
  expect(monthNow(new Date("2026-11-30T15:00:00Z"))).toBe("2026-12");
  expect(monthsFrom("2026-01", -1)).toBe("2025-12");
  expect(monthsFrom("2026-12", 1)).toBe("2027-01");
  expect(monthsFrom("2026-11", -13)).toBe("2025-10");
  expect(monthName("2026-11", "ko")).toBe("2026년 11월");
  expect(monthName("2026-01", "en")).toBe("January 2026");
});

test("what is left is counted down to zero", () => {
  expect(left(180_000)).toBe("3:00");
  expect(left(59_001)).toBe("1:00");
  expect(left(1)).toBe("0:01");
  expect(left(-5)).toBe("0:00");
});
