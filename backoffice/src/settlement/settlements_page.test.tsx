// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Settlement } from "../api/client.ts";
import { gateway, page, settle, show } from "../testing/shown.tsx";
import { noRange } from "./settlement_query.ts";
import { SettlementsPage } from "./settlements_page.tsx";

const one = (number: number, more: Partial<Settlement> = {}) =>
  ({
    settlementId: `stl_${number}`,
    soldDate: "2026-11-23",
    paidOutDate: "2026-11-25",
    paymentAmount: 22_000,
    cancelAmount: 0,
    refundAmount: 11_000,
    supplyAmount: 305,
    vat: 31,
    payOutAmount: 10_664,
    carriedOutAmount: 0,
    payOutStatus: "CONFIRMED",
    lineCount: 3,
    ...more,
  }) as Settlement;

test("each settlement leads to its statement, and the next page begins behind the last", async () => {
  const asked = gateway(() => ({
    body: {
      settlements: [
        one(2),
        one(1, { payOutAmount: 0, carriedOutAmount: -500, payOutStatus: null }),
      ],
      hasMore: true,
    },
  }));
  await show(<SettlementsPage range={{ from: "2026-11-01", to: null }} after={null} />);
  await settle();
  expect(asked[0]!.path).toBe("settlements?from=2026-11-01&limit=50");
  expect(page()).toContain("11,000원");
  expect(page()).toContain("336원");
  expect(page()).toContain("지급 완료");
  expect(page()).toContain("다음 정산으로 이월 −500원");
  const links = [...document.querySelectorAll("tbody a, .pager a")].map((link) =>
    link.getAttribute("href"),
  );
  expect(links).toEqual([
    "#/mer_0g7k2m1q/settlements/stl_2",
    "#/mer_0g7k2m1q/settlements/stl_1",
    "#/mer_0g7k2m1q/settlements?from=2026-11-01&after=stl_1",
  ]);
});

test("before the first settlement it says when there will be one", async () => {
  gateway(() => ({ body: { settlements: [], hasMore: false } }));
  await show(<SettlementsPage range={noRange} after={null} />);
  await settle();
  expect(page()).toContain("아직 정산이 없습니다");
});
