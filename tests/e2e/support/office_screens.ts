// Every page of the back office, and how to get to it. The gateway's answers are made up here, so that each
// state can be looked at as long as one likes; the types hold them to the API's.
import type { Page } from "@playwright/test";
import { office } from "./office.ts";
import { problem, type Answer, type Schemas } from "./samples.ts";

const test = "mer_0g7k2m1q";
const live = "mer_0g7k2m1r";
const id = (last: string) => `068kx2v9cd7nvw8eh4ah2k${last}`;
const paymentKey = `pay_0g7k2m1q${id("9qzr")}`;
const webhookId = `msg_0g7k2m1q${id("9qzr")}`;
const endpointId = `whe_${id("9qzr")}`;

const seoul = (at: number): string =>
  new Date(at + 9 * 3_600_000).toISOString().replace("Z", "+09:00");
const now = Date.now();
const minutesAgo = (minutes: number) => seoul(now - minutes * 60_000);
const dayAgo = (days: number) => seoul(now - days * 86_400_000).slice(0, 10);

const merchant = (
  mId: string,
  name: string,
  mode: "test" | "live",
  more: Partial<Schemas["StaffMerchant"]> = {},
): Schemas["StaffMerchant"] => ({
  mId,
  name,
  mode,
  status: "active",
  businessNumber: "2208162517",
  role: "owner",
  ...more,
});

const account = (more: Partial<Schemas["StaffAccount"]> = {}): Schemas["StaffAccount"] => ({
  staffId: `stf_${id("9qzr")}`,
  loginId: "mina@shop.example",
  name: "김미나",
  mustChangePassword: false,
  recoveryCodesLeft: 9,
  csrfToken: "c".repeat(40),
  expiresAt: seoul(now + 11 * 3_600_000),
  idleSeconds: 900,
  merchants: [
    merchant(test, "카페 온도", "test"),
    merchant("mer_0g7k2m1s", "카페 온도 무인점", "test"),
    merchant(live, "카페 온도", "live", { role: "manager" }),
  ],
  ...more,
});

const as = (role: Schemas["StaffMerchant"]["role"]) =>
  account({ merchants: [merchant(test, "카페 온도", "test", { role })] });

const goods = [
  ["아메리카노 2잔 외 1건", "김하늘", 12_300],
  ["원두 500g", "이바다", 24_000],
  ["생일 케이크 2호와 초 열 자루, 그리고 아주 긴 이름의 축하 카드", "최예린", 64_000],
  ["카페라떼", null, 5_500],
  ["드립백 세트", "Alexander Longfellow-Smythe", 38_000],
  ["치즈 케이크", "박서준", 7_200],
] as const;

const transactions: Schemas["BackofficeTransaction"][] = Array.from({ length: 24 }, (_, at) => {
  const [orderName, customerName, price] = goods[at % goods.length]!;
  const type = at % 7 === 3 ? "REFUND" : at % 11 === 5 ? "CANCEL" : "PAYMENT";
  const moved = at !== 16;
  const amount = type === "REFUND" ? price / 2 : price;
  return {
    transactionKey: `txn_${id(`${9000 - at}`)}`,
    paymentKey,
    type,
    moved,
    amount,
    balanceAmount: type === "PAYMENT" ? amount : type === "REFUND" ? price - amount : 0,
    currency: "KRW",
    orderId: `cafe-2026112${at % 10}-${7000 + at}`,
    orderName,
    customerName,
    acquirerCode: moved ? "sandbox_a" : null,
    approveNo: moved ? `${812_345 + at * 37}` : null,
    transactedAt: minutesAgo(at * 37 + 2),
  };
});

const figure = (count: number, amount: number): Schemas["Figure"] => ({ count, amount });
const figures = (at: number) => ({
  payments: figure(40 + ((at * 7) % 23), (40 + ((at * 7) % 23)) * 11_870),
  cancels: figure(at % 3, (at % 3) * 12_300),
  refunds: figure(at % 4, (at % 4) * 18_250),
});
const overview = (days: number): Schemas["Overview"] => {
  const list = Array.from({ length: days }, (_, at) => ({
    date: dayAgo(days - 1 - at),
    ...figures(at + 3),
  }));
  return {
    today: list.at(-1)!,
    days: list,
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      payments: hour > 6 && hour < 20 ? figure(hour % 5, (hour % 5) * 14_300) : figure(0, 0),
      cancels: figure(0, 0),
      refunds: hour === 15 ? figure(1, 24_000) : figure(0, 0),
    })),
  };
};
const nothing = figure(0, 0);
const quiet = { payments: nothing, cancels: nothing, refunds: nothing };
const emptyOverview: Schemas["Overview"] = {
  today: { date: dayAgo(0), ...quiet },
  days: Array.from({ length: 7 }, (_, at) => ({ date: dayAgo(6 - at), ...quiet })),
  hours: Array.from({ length: 24 }, (_, hour) => ({ hour, ...quiet })),
};
const totals: Schemas["BackofficeTotals"] = {
  payments: figure(1_284, 15_241_080),
  cancels: figure(17, 209_100),
  refunds: figure(42, 766_500),
  unmoved: figure(3, 36_900),
  netAmount: 14_265_480,
};

const webhook = (
  last: string,
  minutes: number,
  more: Partial<Schemas["Webhook"]> = {},
): Schemas["Webhook"] => ({
  webhookId: `msg_0g7k2m1q${id(last)}`,
  endpointId,
  eventType: "PAYMENT_STATUS_CHANGED",
  status: "DELIVERED",
  createdAt: minutesAgo(minutes),
  tries: 1,
  lastAttemptAt: minutesAgo(minutes),
  lastOutcome: "DELIVERED",
  lastHttpStatus: 200,
  nextAttemptAt: null,
  ...more,
});
const webhooks = [
  webhook("9qzr", 3, { eventType: "CANCEL_STATUS_CHANGED" }),
  webhook("9qzs", 12, {
    status: "PENDING",
    tries: 3,
    lastOutcome: "TIMED_OUT",
    lastHttpStatus: null,
    nextAttemptAt: minutesAgo(-28),
  }),
  webhook("9qzt", 45),
  webhook("9qzv", 900, {
    status: "FAILED",
    tries: 10,
    lastOutcome: "REFUSED",
    lastHttpStatus: 500,
  }),
  webhook("9qzw", 1300, { eventType: "TEST", lastHttpStatus: 204 }),
];

const endpoint = (more: Partial<Schemas["WebhookEndpoint"]> = {}): Schemas["WebhookEndpoint"] => ({
  endpointId,
  url: "https://shop.example/pay200/webhook",
  description: "주문 서버",
  eventTypes: ["PAYMENT_STATUS_CHANGED", "CANCEL_STATUS_CHANGED"],
  status: "ENABLED",
  disabledReason: null,
  previousSecretExpiresAt: minutesAgo(-600),
  createdAt: minutesAgo(9000),
  ...more,
});

type PaymentPage = Schemas["BackofficePayment"];
type Payment = PaymentPage["payment"];

const entry = (
  last: string,
  account: Schemas["LedgerEntry"]["account"],
  debit: number,
  credit: number,
  minutes: number,
): Schemas["LedgerEntry"] => ({
  transactionKey: `txn_${id(last)}`,
  account,
  debit,
  credit,
  currency: "KRW",
  postedAt: minutesAgo(minutes),
});

function paymentPage(some: Partial<Payment> = {}, more: Partial<PaymentPage> = {}): PaymentPage {
  const payment = {
    mId: test,
    paymentKey,
    orderId: "cafe-20261126-7042",
    orderName: "아메리카노 2잔 외 1건",
    customerName: "김하늘",
    status: "PARTIAL_CANCELED",
    requestedAt: minutesAgo(61),
    approvedAt: minutesAgo(60),
    totalAmount: 12_300,
    balanceAmount: 7_800,
    suppliedAmount: 7_091,
    vat: 709,
    taxFreeAmount: 0,
    isPartialCancelable: true,
    failure: null,
    card: {
      amount: 12_300,
      acquirerCode: "sandbox_a",
      number: "424242******4242",
      installmentPlanMonths: 0,
      approveNo: "812345",
      acquireStatus: "READY",
    },
    attempts: [
      {
        number: 1,
        status: "DECLINED",
        cardNumber: "400000******9995",
        cardBrand: "visa",
        acquirerCode: "sandbox_b",
        responseCode: "51",
        approveNo: null,
        startedAt: minutesAgo(60.6),
        finishedAt: minutesAgo(60.5),
      },
      {
        number: 2,
        status: "APPROVED",
        cardNumber: "424242******4242",
        cardBrand: "visa",
        acquirerCode: "sandbox_a",
        responseCode: "00",
        approveNo: "812345",
        startedAt: minutesAgo(60.1),
        finishedAt: minutesAgo(60),
      },
    ],
    timeline: [
      ["created", 61, "READY"],
      ["scanned", 60.8, "IN_PROGRESS"],
      ["confirmed", 60.6, "IN_PROGRESS"],
      ["authorizing", 60.6, "IN_PROGRESS"],
      ["declined", 60.5, "IN_PROGRESS"],
      ["confirmed", 60.1, "IN_PROGRESS"],
      ["authorizing", 60.1, "IN_PROGRESS"],
      ["approved", 60, "DONE"],
      ["cancel_requested", 3, "DONE"],
      ["canceled", 3, "PARTIAL_CANCELED"],
    ].map(([event, minutes, status]) => ({ event, at: minutesAgo(minutes as number), status })),
    ...some,
  } as unknown as Payment;
  return {
    payment,
    cancels: [
      {
        type: "REFUND",
        amount: 4_500,
        reason: "한 잔 반품",
        status: "DONE",
        requestedBy: "MERCHANT",
        requestedByName: "mina@shop.example",
        requestedAt: minutesAgo(3),
        finishedAt: minutesAgo(3),
        transactionKey: `txn_${id("9qzs")}`,
        responseCode: null,
      },
    ],
    ledger: [
      entry("9qzr", "acquirer_receivable", 12_300, 0, 60),
      entry("9qzr", "merchant_payable", 0, 11_894, 60),
      entry("9qzr", "fee_revenue", 0, 369, 60),
      entry("9qzr", "fee_vat_payable", 0, 37, 60),
      entry("9qzs", "merchant_payable", 4_500, 0, 3),
      entry("9qzs", "acquirer_receivable", 0, 4_500, 3),
    ],
    webhooks: [webhooks[0]!, webhooks[2]!],
    ...more,
  };
}

const unpaid = paymentPage(
  {
    status: "READY",
    approvedAt: null,
    card: null,
    balanceAmount: 12_300,
    isPartialCancelable: false,
    attempts: [],
    timeline: [{ event: "created", at: minutesAgo(1), status: "READY" }],
  },
  { cancels: [], ledger: [], webhooks: [] },
);

const apiKey = (
  last: string,
  kind: "client" | "secret",
  more: Partial<Schemas["ApiKey"]> = {},
): Schemas["ApiKey"] => ({
  keyId: `key_${id(last)}`,
  kind,
  prefix: kind === "client" ? "test_ck_" : "test_sk_",
  lastFour: last,
  status: "ACTIVE",
  createdAt: minutesAgo(20_000),
  expiresAt: null,
  revokedAt: null,
  successorId: null,
  lastUsedAt: minutesAgo(2),
  ...more,
});
const keys = [
  apiKey("b7Qz", "secret", { createdAt: minutesAgo(30), lastUsedAt: null }),
  apiKey("9qzr", "secret", {
    status: "EXPIRING",
    expiresAt: minutesAgo(-1400),
    successorId: `key_${id("b7Qz")}`,
  }),
  apiKey("Kd02", "client"),
  apiKey("xx01", "client", { status: "ENDED", revokedAt: minutesAgo(5000) }),
];
const newKey = `test_sk_${"a1B2c3D4e5".repeat(4).slice(0, 38)}`;

const member = (
  last: string,
  name: string,
  role: Schemas["Member"]["role"],
  status: Schemas["Member"]["status"] = "ACTIVE",
): Schemas["Member"] => ({
  staffId: `stf_${id(last)}`,
  loginId: `${last}@shop.example`,
  name,
  role,
  status,
  addedAt: minutesAgo(40_000),
});
const members = [
  member("9qzr", "김미나", "owner"),
  member("9qzs", "박서준", "manager"),
  member("9qzt", "이바다", "viewer", "INVITED"),
  member("9qzv", "최예린", "viewer", "LOCKED"),
];

const recoveryCodes = Array.from({ length: 10 }, (_, at) => `7k2m${at}-q9xw${9 - at}`);

/** The gateway: what it answers to each request, by method and what its path is about. */
export class Office {
  private readonly answers = new Map<string, Answer>();

  constructor() {
    this.says("GET me", { body: account() });
    this.says("GET overview", { body: overview(7) });
    this.says("GET transactions", {
      body: { transactions, newer: null, older: `older_${id("9qzr")}` },
    });
    this.says("GET totals", { body: totals });
    this.says("GET changes", {
      body: { transactions: [], cursor: `txn_${id("9qzr")}`, complete: true },
    });
    this.says("GET payment", { body: paymentPage() });
    this.says("GET api-keys", { body: { apiKeys: keys } });
    this.says("GET origins", {
      body: { origins: ["https://pay.cafe-ondo.example", "https://shop.example:8443"] },
    });
    this.says("GET webhook-endpoints", {
      body: {
        endpoints: [
          endpoint(),
          endpoint({
            endpointId: `whe_${id("9qzs")}`,
            url: "https://erp.example/hooks/payments",
            description: null,
            eventTypes: ["CANCEL_STATUS_CHANGED"],
            status: "DISABLED",
            disabledReason: "GONE",
            previousSecretExpiresAt: null,
          }),
        ],
      },
    });
    this.says("GET webhooks", { body: { webhooks, hasMore: true } });
    this.says("GET webhook", {
      body: {
        ...webhooks[3]!,
        webhookId,
        body: JSON.stringify({
          eventType: "PAYMENT_STATUS_CHANGED",
          createdAt: minutesAgo(900),
          version: "2022-11-16",
          data: { paymentKey, orderId: "cafe-20261126-7042", status: "DONE", totalAmount: 12_300 },
        }),
        attempts: [
          {
            attemptedAt: minutesAgo(900),
            durationMs: 20_000,
            outcome: "TIMED_OUT",
            httpStatus: null,
            answer: "",
          },
          {
            attemptedAt: minutesAgo(895),
            durationMs: 312,
            outcome: "REFUSED",
            httpStatus: 500,
            answer: '{"error":"database is gone"}',
          },
        ],
      } satisfies Schemas["WebhookLog"],
    });
    this.says("GET members", { body: { members } });
  }

  says(request: string, answer: Answer): void {
    this.answers.set(request, answer);
  }

  async serve(page: Page): Promise<void> {
    await page.route("**/backoffice/v1/**", async (route) => {
      const url = new URL(route.request().url());
      const about = aboutOf(url.pathname);
      const answer = this.answers.get(`${route.request().method()} ${about}`) ?? "lost";
      if (answer === "never") return;
      if (answer === "lost") return route.abort();
      const body =
        about === "overview" && answer.body !== emptyOverview
          ? overview(Number(url.searchParams.get("days")))
          : answer.body;
      await route.fulfill({ status: answer.status ?? 200, json: body });
    });
  }
}

/** The last part of a path that is a word; of a single thing its kind. */
function aboutOf(path: string): string {
  const last = path.split("/").at(-1)!;
  if (last.startsWith("pay_")) return "payment";
  if (last.startsWith("msg_")) return "webhook";
  return last;
}

export interface Shown {
  name: string;
  open(page: Page, gateway: Office): Promise<void>;
}

const address = (path: string) => `${office()}#/${test}${path}`;
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
    await page.goto(`${office()}#/${live}`);
  }),
  pressed("merchants", "", [".merchant-button"]),
  opened("suspended", "", [
    "GET me",
    {
      body: account({
        merchants: [merchant(test, "카페 온도", "test", { status: "suspended" })],
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
  opened("payment_as_viewer", `/payments/${paymentKey}`, ["GET me", { body: as("viewer") }]),
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
  opened("keys_as_viewer", "/keys", ["GET me", { body: as("viewer") }]),
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
    ["GET me", { body: as("viewer") }],
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
