// Every page of the back office, and how to get to it.
import type { Page } from "@playwright/test";
import { office } from "./office.ts";
import type { Office } from "./office_gateway.ts";
import {
  account,
  accountAs,
  dayAgo,
  emptyOverview,
  id,
  keys,
  liveShop,
  members,
  merchant,
  newKey,
  nothing,
  paymentKey,
  paymentPage,
  quiet,
  recoveryCodes,
  settlementId,
  testShop,
  transactions,
  unpaid,
  webhookId,
} from "./office_samples.ts";
import { problem, type Answer } from "./samples.ts";

export interface Shown {
  name: string;
  open(page: Page, gateway: Office): Promise<void>;
}

const address = (path: string) => `${office()}#/${testShop}${path}`;
const shown = (name: string, open: Shown["open"]): Shown => ({ name, open });
const opened = (name: string, path: string, ...says: [string, Answer][]): Shown =>
  shown(name, async (page, gateway) => {
    for (const [request, answer] of says) gateway.says(request, answer);
    await page.goto(address(path));
  });

/** Opened, and then the buttons with these places pressed, one after the other. */
const pressed = (name: string, path: string, buttons: string[], ...says: [string, Answer][]) =>
  shown(name, async (page, gateway) => {
    await opened(name, path, ...says).open(page, gateway);
    for (const button of buttons) await page.locator(button).first().click();
  });

const out: [string, Answer] = ["GET me", problem(401, "UNAUTHORIZED", "로그인이 필요합니다.")];
const step = (next: "TOTP" | "ENROLL_TOTP"): [string, Answer] => [
  "POST login",
  { body: { next, csrfToken: "c".repeat(40) } },
];
const enrollment: [string, Answer] = [
  "POST enroll",
  {
    body: {
      secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
      otpauthUrl:
        "otpauth://totp/pay200:mina%40shop.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=pay200&algorithm=SHA1&digits=6&period=30",
    },
  },
];

const loggingIn = (name: string, ...says: [string, Answer][]): Shown =>
  shown(name, async (page, gateway) => {
    for (const [request, answer] of [out, ...says]) gateway.says(request, answer);
    await page.goto(office());
    await page.locator("input[type=email]").fill("mina@shop.example");
    await page.locator("input[type=password]").fill("correct horse");
    await page.locator("button[type=submit]").click();
  });

const refunding = (name: string, answer: Answer | null): Shown =>
  shown(name, async (page, gateway) => {
    if (answer) gateway.says("POST cancel", answer);
    await page.goto(address(`/payments/${paymentKey}`));
    await page.locator(".pay-head .button").click();
    await page.locator(".dialog input[type=radio]").nth(1).check();
    await page.locator(".dialog .amount-field input").fill("4500");
    await page.locator(".dialog .chip").first().click();
    await page.locator(".dialog button[type=submit]").click();
    if (answer) await page.locator(".dialog button[type=submit]").click();
  });

export const screens: Shown[] = [
  opened("log_in", "", out),
  pressed("log_in_missing", "", ["button[type=submit]"], out),
  loggingIn("log_in_wrong", [
    "POST login",
    problem(401, "INVALID_CREDENTIALS", "아이디 또는 비밀번호가 일치하지 않습니다."),
  ]),
  loggingIn("log_in_locked", [
    "POST login",
    problem(
      403,
      "ACCOUNT_LOCKED",
      "로그인 시도가 많아 계정이 잠겼습니다. 잠시 후 다시 시도해 주십시오.",
    ),
  ]),
  loggingIn("log_in_totp", step("TOTP")),
  shown("log_in_recovery", async (page, gateway) => {
    await loggingIn("", step("TOTP")).open(page, gateway);
    await page.locator(".row-between .button").first().click();
  }),
  loggingIn("enroll", step("ENROLL_TOTP"), enrollment),
  shown("enroll_codes", async (page, gateway) => {
    gateway.says("POST confirm", { body: { account: account(), recoveryCodes } });
    await loggingIn("", step("ENROLL_TOTP"), enrollment).open(page, gateway);
    // Before there is a secret, nobody can have its code, and none is sent.
    await page.locator(".secret code").waitFor();
    await page.locator(".code-field input").fill("123456");
    await page.locator(".codes").waitFor();
  }),
  opened("must_change_password", "", ["GET me", { body: account({ mustChangePassword: true }) }]),
  opened("lost", "", ["GET me", "lost"]),
  opened("no_merchant", "", ["GET me", { body: account({ merchants: [] }) }]),
  shown("not_yours", async (page) => {
    await page.goto(`${office()}#/mer_zzzzzzzz/transactions`);
  }),
  opened("nowhere", "/nowhere"),

  opened("overview", ""),
  opened("overview_hours", "?days=1"),
  opened("overview_90", "?days=90"),
  shown("overview_looked", async (page) => {
    await page.goto(address(""));
    await page.locator(".chart-picture").focus();
    await page.keyboard.press("ArrowLeft");
  }),
  opened(
    "overview_empty",
    "",
    ["GET overview", { body: emptyOverview }],
    ["GET transactions", { body: { transactions: [], newer: null, older: null } }],
  ),
  opened("overview_loading", "", ["GET overview", "never"], ["GET transactions", "never"]),
  opened("overview_lost", "", ["GET overview", "lost"], ["GET transactions", "lost"]),
  shown("overview_live", async (page) => {
    await page.goto(`${office()}#/${liveShop}`);
  }),
  pressed("merchants", "", [".merchant-button"]),
  opened("suspended", "", [
    "GET me",
    {
      body: account({
        merchants: [merchant(testShop, "카페 온도", "test", { status: "suspended" })],
      }),
    },
  ]),
  shown("idle", async (page, gateway) => {
    gateway.says("GET me", { body: account({ idleSeconds: 58 }) });
    await page.goto(address(""));
    await page.locator(".dialog").waitFor();
  }),

  opened("transactions", "/transactions"),
  opened(
    "transactions_filtered",
    `/transactions?search=${encodeURIComponent("김하늘")}&from=${dayAgo(6)}&to=${dayAgo(0)}&type=REFUND`,
  ),
  opened("transactions_page", `/transactions?cursor=older_${id("9qzr")}`, [
    "GET transactions",
    { body: { transactions, newer: `newer_${id("9qzr")}`, older: null } },
  ]),
  pressed("transactions_calendar", `/transactions?from=${dayAgo(20)}&to=${dayAgo(4)}`, [
    ".range-button",
  ]),
  opened(
    "transactions_none_found",
    "/transactions?search=zzz",
    ["GET transactions", { body: { transactions: [], newer: null, older: null } }],
    ["GET totals", { body: { ...quiet, unmoved: nothing, netAmount: 0 } }],
  ),
  opened(
    "transactions_empty",
    "/transactions",
    ["GET transactions", { body: { transactions: [], newer: null, older: null } }],
    ["GET totals", { body: { ...quiet, unmoved: nothing, netAmount: 0 } }],
  ),
  opened(
    "transactions_loading",
    "/transactions",
    ["GET transactions", "never"],
    ["GET totals", "never"],
  ),
  opened(
    "transactions_lost",
    "/transactions",
    ["GET transactions", "lost"],
    ["GET totals", "lost"],
  ),
  opened("transactions_broken", "/transactions", [
    "GET transactions",
    problem(503, "SERVICE_UNAVAILABLE", "잠시 이용할 수 없습니다. 잠시 후 다시 시도해 주십시오.", {
      retryable: true,
    }),
  ]),

  opened("payment", `/payments/${paymentKey}`),
  opened("payment_as_viewer", `/payments/${paymentKey}`, ["GET me", { body: accountAs("viewer") }]),
  opened("payment_unpaid", `/payments/${paymentKey}`, ["GET payment", { body: unpaid }]),
  opened("payment_unknown", `/payments/${paymentKey}`, [
    "GET payment",
    {
      body: paymentPage(
        { status: "UNKNOWN", approvedAt: null, card: null },
        { cancels: [], ledger: [], webhooks: [] },
      ),
    },
  ]),
  opened("payment_loading", `/payments/${paymentKey}`, ["GET payment", "never"]),
  opened("payment_none", `/payments/${paymentKey}`, [
    "GET payment",
    problem(404, "NOT_FOUND_PAYMENT", "존재하지 않는 결제입니다."),
  ]),
  pressed("refund", `/payments/${paymentKey}`, [".pay-head .button"]),
  shown("refund_wrong", async (page) => {
    await page.goto(address(`/payments/${paymentKey}`));
    await page.locator(".pay-head .button").click();
    await page.locator(".dialog input[type=radio]").nth(1).check();
    await page.locator(".dialog .amount-field input").fill("99999");
    await page.locator(".dialog button[type=submit]").click();
  }),
  refunding("refund_sure", null),
  refunding("refund_uncertain", "lost"),
  refunding(
    "refund_refused",
    problem(409, "NOT_MATCHES_REFUNDABLE_AMOUNT", "남은 금액이 달라졌습니다."),
  ),
  pressed(
    "cancel_unpaid",
    `/payments/${paymentKey}`,
    [".pay-head .button"],
    ["GET payment", { body: unpaid }],
  ),

  opened("keys", "/keys"),
  opened("keys_as_viewer", "/keys", ["GET me", { body: accountAs("viewer") }]),
  opened("keys_none", "/keys", ["GET api-keys", { body: { apiKeys: [] } }]),
  pressed("keys_ended", "/keys", [".page > .row .button"]),
  pressed("key_issue", "/keys", [".page-aside .button"]),
  pressed(
    "key_issued",
    "/keys",
    [".page-aside .button", ".dialog button[type=submit]"],
    ["POST api-keys", { body: { ...keys[0]!, key: newKey } }],
  ),
  pressed("key_renew", "/keys", [".table .actions .button.second"]),
  pressed("key_revoke", "/keys", [".table .actions .button.danger"]),
  opened("origins", "/origins"),
  opened("origins_none", "/origins", ["GET origins", { body: { origins: [] } }]),
  pressed("origin_remove", "/origins", [".rows .button.danger"]),
  opened("settlements", "/settlements"),
  opened("settlements_none", "/settlements", [
    "GET settlements",
    { body: { settlements: [], hasMore: false } },
  ]),
  opened("settlement", `/settlements/${settlementId}`),
  opened("webhooks", "/webhooks"),
  opened("webhooks_none", "/webhooks", ["GET webhook-endpoints", { body: { endpoints: [] } }]),
  pressed("webhook_menu", "/webhooks", [".endpoint .popover-place > .button"]),
  pressed("webhook_add", "/webhooks", [".page-aside .button.primary"]),
  pressed("webhook_rotate", "/webhooks", [
    ".endpoint .popover-place > .button",
    ".menu-item:nth-child(2)",
  ]),
  pressed("webhook_delete", "/webhooks", [".endpoint .popover-place > .button", ".menu-item.bad"]),
  opened("deliveries", "/deliveries"),
  opened("deliveries_none", "/deliveries?status=FAILED", [
    "GET webhooks",
    { body: { webhooks: [], hasMore: false } },
  ]),
  opened("delivery", `/deliveries/${webhookId}`),
  opened("members", "/members"),
  opened(
    "members_forbidden",
    "/members",
    ["GET me", { body: accountAs("viewer") }],
    ["GET members", problem(403, "FORBIDDEN_REQUEST", "허용되지 않은 요청입니다.")],
  ),
  pressed("member_add", "/members", [".page-aside .button"]),
  shown("member_added", async (page, gateway) => {
    gateway.says("POST members", { body: { ...members[2]!, oneTimePassword: "Kq7vmd2pXz9R" } });
    await page.goto(address("/members"));
    await page.locator(".page-aside .button").click();
    await page.locator(".dialog input").nth(0).fill("bada@shop.example");
    await page.locator(".dialog input").nth(1).fill("이바다");
    await page.locator(".dialog button[type=submit]").click();
    await page.locator(".secret-value").waitFor();
  }),
  shown("member_role", async (page) => {
    await page.goto(address("/members"));
    await page.locator(".table select").first().selectOption("viewer");
  }),
  pressed("member_remove", "/members", [".table .button.danger"]),
  opened("profile", "/profile"),
  pressed("recovery_renew", "/profile", [".columns .card .row .button"]),
];
