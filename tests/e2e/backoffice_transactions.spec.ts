// The back office on the whole stack: transactions are found, in pages and as they come.
import { expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { expectPage, giveBack, logInAsOwner, pay, place } from "./support/office.ts";
import { choose, press, rows, tag, test, today, total } from "./support/office_desk.ts";
import { stack } from "./support/stack.ts";

test("the demonstration's owner logs in and goes from one shop to the other", async ({ page }) => {
  await logInAsOwner(page.context());
  const here = tag();
  await pay(5_100, `여기 ${here}`, "김하늘");
  await page.goto(place(`/transactions?search=${here}`));
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: /카페 온도/ }).click();
  await page.getByRole("button", { name: /카페 온도 무인점/ }).click();
  await expect(page).toHaveURL(new RegExp(`#/${stack().kiosk.merchant.id}/transactions`));
  await expect(page.getByText("조건에 맞는 내역이 없습니다")).toBeVisible();
  await expect(page.getByText("실제 돈은 오가지 않습니다")).toBeVisible();
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
});

test("transactions are found by name, day and type, alone and together, and a view can be shared", async ({
  page,
  context,
  open,
}) => {
  const some = tag();
  const other = tag();
  const first = await pay(12_300, `원두 ${some}`, `김하늘 ${some}`);
  const second = await pay(9_900, `케이크 ${some}`, `이바다 ${some}`);
  await pay(5_500, `라떼 ${other}`, `최예린 ${other}`);
  await giveBack(first.paymentKey, 2_300);
  await giveBack(second.paymentKey);

  await open("/transactions");
  await expectPage(page, "거래 내역");
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox");
  await expect(search).toBeFocused();

  // By the customer's, the item's and the order's name.
  for (const [wanted, count] of [
    [`김하늘 ${some}`, 2],
    [`케이크 ${some}`, 2],
    [first.orderId.toUpperCase(), 2],
    [`최예린 ${other}`, 1],
    [some, 4],
  ] as const) {
    await search.fill(wanted);
    await expect(page).toHaveURL(new RegExp(`search=${encodeURIComponent(wanted).slice(0, 12)}`));
    await expect(rows(page), wanted).toHaveCount(count);
  }
  await expect(total(page, "결제").first()).toContainText("22,200원");
  await expect(total(page, "순매출")).toContainText("10,000원");

  // By type, within that.
  await choose(page, "환불");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("−2,300원");
  await expect(total(page, "환불")).toContainText("−2,300원");
  await expect(total(page, "결제").first()).toHaveText(/^결제0원/);
  await choose(page, "취소");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("−9,900원");
  await choose(page, "결제");
  await expect(rows(page)).toHaveCount(2);

  // By day, within both: today has them, yesterday has none.
  await page.getByRole("button", { name: /^기간/ }).click();
  await press(page, "어제");
  await expect(page.getByText("조건에 맞는 내역이 없습니다")).toBeVisible();
  await page.getByRole("button", { name: /^기간/ }).click();
  await page.getByRole("button", { name: "오늘", exact: true }).click();
  await expect(rows(page)).toHaveCount(2);
  expect(page.url()).toContain(`from=${today()}&to=${today()}&type=PAYMENT`);

  // By keyboard in the calendar: today, and then a week before.
  await page.getByRole("button", { name: /^기간/ }).click();
  await page.locator(`[data-day="${today()}"]`).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "기간" })).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`to=${today()}`));
  await expect(page).not.toHaveURL(new RegExp(`from=${today()}`));
  await expect(rows(page)).toHaveCount(2);

  // The address is the view: for somebody else, and on the way back.
  const shared = page.url();
  const another = await context.newPage();
  await another.goto(shared);
  await expect(rows(another)).toHaveCount(2);
  await another.close();
  await page.goBack();
  expect(page.url()).toContain(`from=${today()}&to=${today()}`);
  await press(page, "조건 지우기");
  await expect(search).toHaveValue("");
  await expect(page).toHaveURL(/\/transactions$/);
  await page.goBack();
  await expect(search).toHaveValue(some);
  await expect(rows(page)).toHaveCount(2);

  // The file holds what the filter lets through.
  await page.goto(place(`/transactions?search=${some}`));
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV 다운로드" }).click();
  const file = readFileSync(await (await download).path());
  expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = file.toString("utf8").trim().split("\r\n");
  expect(lines).toHaveLength(5);
  expect(lines[0]).toContain("거래일시");
  expect(file.toString("utf8")).not.toContain(other);
});

test("pages are gone through one by one, and back", async ({ page, open }) => {
  await open("/transactions");
  await expect(rows(page).first()).toBeVisible();
  // A page has fifty; the demonstration has made fewer.
  await page.route("**/transactions?limit=50*", (route) =>
    route.continue({ url: route.request().url().replace("limit=50", "limit=2") }),
  );
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  const first = await rows(page).allInnerTexts();
  await page.getByRole("link", { name: "다음" }).click();
  await expect(page).toHaveURL(/cursor=older_/);
  await expect.poll(() => rows(page).allInnerTexts()).not.toEqual(first);
  await page.getByRole("link", { name: "이전" }).click();
  await expect.poll(() => rows(page).allInnerTexts()).toEqual(first);
  await page.getByRole("link", { name: "처음" }).click();
  await expect(page).toHaveURL(/\/transactions$/);
});

test("new payments appear by themselves: in the list and its totals, on the overview, and on a payment's page", async ({
  page,
  context,
  open,
}) => {
  const some = tag();
  await open(`/transactions?search=${some}`);
  await expect(page.getByText("조건에 맞는 내역이 없습니다")).toBeVisible();
  const overview = await context.newPage();
  await overview.goto(place(""));
  await expect(overview.locator(".figure").first()).toContainText(/\d원/);
  await page.bringToFront();
  const { paymentKey } = await pay(7_700, `저절로 ${some}`, "김하늘");
  await expect(rows(page)).toHaveCount(1);
  await expect(total(page, "결제").first()).toContainText("7,700원");
  await overview.bringToFront();
  await expect(overview.getByText(`저절로 ${some}`)).toBeVisible();

  const payment = await context.newPage();
  await payment.goto(place(`/payments/${paymentKey}`));
  await expect(payment.getByText("결제 완료")).toBeVisible();
  await giveBack(paymentKey, 700);
  await expect(payment.getByText("부분 환불", { exact: true })).toBeVisible();
  await expect(payment.getByText("−700원").first()).toBeVisible();
});
