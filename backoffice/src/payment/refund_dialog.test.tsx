// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { Payment } from "../api/client.ts";
import { button, fill, gateway, page, press, problem, show, type Said } from "../testing/shown.tsx";
import { RefundDialog } from "./refund_dialog.tsx";

const payment = (balanceAmount: number) =>
  ({
    paymentKey: "pay_1",
    orderName: "커피",
    status: "DONE",
    balanceAmount,
    isPartialCancelable: false,
  }) as Payment;

async function open(...answers: Said[]) {
  const asked = gateway((_, number) => answers[number - 1] ?? "lost");
  const onClose = vi.fn();
  const shown = (balance: number) =>
    show(<RefundDialog payment={payment(balance)} onDone={() => undefined} onClose={onClose} />);
  await shown(8_000);
  await fill("사유", "반품");
  return { asked, onClose, shown };
}

const done: Said = { body: {} };

test.each([
  [503, "SERVICE_UNAVAILABLE"],
  [429, "TOO_MANY_REQUESTS"],
  [403, "INVALID_CSRF_TOKEN"],
])(
  "after a lost answer, a try again that is refused at the door with %i keeps wish and key",
  async (status, code) => {
    const { asked, onClose, shown } = await open("lost", problem(status, code), done);
    await press("다음");
    await press("8,000원 환불하기");
    expect(page()).toContain("처리되었는지 아직 알 수 없습니다");
    await shown(5_000); // what the page has learnt since must not be wished for anew
    await press("다시 확인");
    expect(page()).toContain("처리되었는지 아직 알 수 없습니다");
    expect(() => button("이전")).toThrow();
    expect(onClose).not.toHaveBeenCalled();
    await press("다시 확인");
    expect(onClose).toHaveBeenCalledOnce();
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    for (const { body } of asked)
      expect(body).toMatchObject({ cancelAmount: 8_000, currentBalance: 8_000 });
  },
);

test("what the gateway has looked at and refused ends the doubt", async () => {
  const { asked } = await open("lost", problem(409, "NOT_MATCHES_REFUNDABLE_AMOUNT"), done);
  await press("다음");
  await press("8,000원 환불하기");
  await press("다시 확인");
  await press("이전");
  await press("다음");
  await press("8,000원 환불하기");
  expect(asked[1]!.key).toBe(asked[0]!.key);
  expect(asked[2]!.key).not.toBe(asked[0]!.key);
});

test("a 504 says neither that it was done nor that it was taken", async () => {
  const { asked, onClose } = await open(problem(504, "OUTCOME_UNKNOWN"), done);
  await press("다음");
  await press("8,000원 환불하기");
  expect(onClose).not.toHaveBeenCalled();
  expect(page()).toContain("처리되었는지 아직 알 수 없습니다");
  await press("다시 확인");
  expect(onClose).toHaveBeenCalledOnce();
  expect(asked[1]!.key).toBe(asked[0]!.key);
});

test("Enter on 'next', held or twice, does not refund", async () => {
  const { asked } = await open(done);
  const next = button("다음");
  next.focus();
  await press("다음");
  expect(page()).toContain("8,000원을 환불할까요?");
  expect(next.isConnected, "the button that was pressed is gone, not renamed").toBe(false);
  expect(document.activeElement).toBe(button("이전"));
  expect(asked).toHaveLength(0);
});
