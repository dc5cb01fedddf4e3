// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { SettlementLine, SettlementWithLines } from "../api/client.ts";
import { gateway, page, press, settle, show } from "../testing/shown.tsx";
import { SettlementPage } from "./settlement_page.tsx";

const id = "stl_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr";
const line = (number: number, more: Partial<SettlementLine> = {}): SettlementLine => ({
  lineId: `sln_${number}`,
  type: "PAYMENT",
  occurredAt: "2026-11-23T10:00:00.000+09:00",
  businessDay: "2026-11-23",
  paymentKey: `pay_${number}`,
  transactionKey: `txn_${number}`,
  orderId: `order-${number}`,
  orderName: `커피 ${number}`,
  amount: 11_000,
  supplyAmount: 305,
  vat: 31,
  payOutAmount: 10_664,
  ...more,
});
const made: SettlementWithLines = {
  settlementId: id,
  mId: "mer_0g7k2m1q",
  soldDate: "2026-11-23",
  paidOutDate: "2026-11-25",
  currency: "KRW",
  paymentAmount: 22_000,
  cancelAmount: 0,
  refundAmount: 11_000,
  supplyAmount: 305,
  vat: 31,
  disputeAmount: 0,
  returnedAmount: 0,
  carriedInAmount: -664,
  netAmount: 10_000,
  payOutAmount: 10_000,
  carriedOutAmount: 0,
  payOutStatus: "MADE",
  lineCount: 3,
  createdAt: "2026-11-25T06:00:00.000+09:00",
  lines: [line(1), line(2)],
  hasMore: true,
};

test("a statement says how its payout comes about, and shows more lines when they are asked for", async () => {
  const asked = gateway(({ path }) =>
    path.includes("startingAfter=sln_2")
      ? {
          body: {
            ...made,
            lines: [line(3, { type: "REFUND", amount: -11_000, payOutAmount: -10_664 })],
            hasMore: false,
          },
        }
      : { body: made },
  );
  await show(<SettlementPage id={id} />);
  await settle();
  expect(page()).toContain("지난 정산에서 이월−664원");
  expect(page()).toContain("환불−11,000원");
  expect(page()).toContain("지급액10,000원");
  expect(page()).toContain("지급 예정");
  expect(page()).not.toContain("매입 취소");
  expect(page()).not.toContain("커피 3");
  await press("더 보기");
  expect(asked).toHaveLength(2);
  expect(page()).toContain("커피 3");
  expect(page()).not.toContain("더 보기");
  const statement = document.querySelector("a[download]")!.getAttribute("href");
  expect(statement).toBe(
    `/backoffice/v1/merchants/mer_0g7k2m1q/settlements/${id}/statement?lang=ko`,
  );
});

test("more lines that do not come are told of, and can be asked for again", async () => {
  let away = true;
  gateway(({ path }) => {
    if (!path.includes("startingAfter=")) return { body: made };
    return away ? "lost" : { body: { ...made, lines: [line(3)], hasMore: false } };
  });
  await show(<SettlementPage id={id} />);
  await settle();
  const said = () => document.querySelector('[role="alert"]')?.textContent;
  expect(said()).toBe("");
  await press("더 보기");
  expect(said()).not.toBe("");
  expect(page()).toContain("커피 2");
  away = false;
  await press("더 보기");
  expect(said()).toBe("");
  expect(page()).toContain("커피 3");
});

test("what cannot be paid is carried on, and a returned payout is explained", async () => {
  gateway(() => ({
    body: {
      ...made,
      payOutAmount: 0,
      carriedOutAmount: -10_664,
      payOutStatus: null,
      lines: [
        line(1, { type: "PAYOUT_RETURNED", paymentKey: null, orderId: null, orderName: null }),
      ],
      hasMore: false,
    },
  }));
  await show(<SettlementPage id={id} />);
  await settle();
  expect(page()).toContain("지급액 없음");
  expect(page()).toContain("다음 정산으로 이월−10,664원");
  expect(page()).toContain("반송된 지급–");
});
