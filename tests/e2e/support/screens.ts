// Every screen of the app, and how to get to it. The gateway's answers are made up (samples.ts), so that each
// state can be looked at as long as one likes.
import type { Page } from "@playwright/test";
import type { Key } from "../../../mobile/src/i18n/ko.ts";
import { code } from "./film.ts";
import { app } from "./phone.ts";
import {
  type Schemas,
  type Answer,
  paymentKey,
  token,
  account,
  cards,
  payment,
  problem,
  passkeys,
  history,
  receipt,
} from "./samples.ts";

/** The gateway: what it answers to each request, by method and the end of its path. */
export class Gateway {
  private readonly answers = new Map<string, Answer>();

  constructor() {
    this.says("GET me", { body: account });
    this.says("GET cards", { body: { cards } });
    this.says("GET payments", { body: history });
    this.says("GET receipt", { body: receipt });
    this.says("GET passkeys", { body: { passkeys: [] } });
    this.says("POST scan", { body: payment("scanned") });
    this.says("GET pay", { body: payment("scanned") });
  }

  says(request: string, answer: Answer): void {
    this.answers.set(request, answer);
  }

  async serve(page: Page): Promise<void> {
    await page.route("**/v1/shopper/**", async (route) => {
      const path = new URL(route.request().url()).pathname.split("/");
      const last = path.at(-1)!.startsWith("pay_") ? "pay" : path.at(-1)!;
      const answer = this.answers.get(`${route.request().method()} ${last}`) ?? "lost";
      if (answer === "never") return;
      if (answer === "lost") return route.abort();
      await route.fulfill({ status: answer.status ?? 200, json: answer.body });
    });
  }
}

export interface Shown {
  name: string;
  /** The screen's, by its key; it is waited for before anything is looked at. */
  title: Key;
  /** What it must show besides. */
  says?: Key;
  open(page: Page, gateway: Gateway): Promise<void>;
}

const address = (hash: string) => app() + hash;
const scanned = `#qr=${token}`;
const button = (page: Page, place: string, nth = -1) =>
  page.locator(`${place} .button`).nth(nth).click();

async function typePin(page: Page, pin = "135790"): Promise<void> {
  await page.locator(".pad").waitFor();
  await page.keyboard.type(pin);
}

const screen = (name: string, title: Key, open: Shown["open"], says?: Key): Shown => ({
  name,
  title,
  open,
  ...(says && { says }),
});

const opened = (name: string, title: Key, hash: string, ...says: [string, Answer][]): Shown =>
  screen(name, title, async (page, gateway) => {
    for (const [request, answer] of says) gateway.says(request, answer);
    await page.goto(address(hash));
  });

/** Scanned, confirmed and answered so; `then`: how the payment reads from then on. */
const confirmed = (name: string, title: Key, answer: Answer, then?: Answer): Shown =>
  screen(name, title, async (page, gateway) => {
    gateway.says("POST confirm", answer);
    if (then) gateway.says("GET pay", then);
    await page.goto(address(scanned));
    await button(page, ".actions");
    await typePin(page);
  });

const failedCamera = (name: string, title: Key, kind: string): Shown =>
  screen(name, title, async (page) => {
    await page.addInitScript((failure) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", failure));
    }, kind);
    await page.goto(address("#/scan"));
  });

/** A shop's screen would be there; grey will do. */
async function filmGrey(page: Page): Promise<void> {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => {
      const canvas = document.createElement("canvas");
      canvas.getContext("2d")!.fillStyle = "#5c6672";
      canvas.getContext("2d")!.fillRect(0, 0, 300, 150);
      return Promise.resolve(canvas.captureStream(5));
    };
  });
  await page.goto(address("#/scan"));
  await page.locator(".finder").waitFor();
}

const out: [string, Answer] = ["GET me", problem(401, "UNAUTHORIZED", "로그인이 필요합니다.")];
const refusal = (name: string, title: Key, code: Schemas["ErrorCode"]) =>
  opened(`refused_${name}`, title, scanned, [
    "POST scan",
    problem(409, code, "결제할 수 없는 상태입니다."),
  ]);

async function signUp(page: Page, gateway: Gateway): Promise<void> {
  gateway.says(...out);
  await page.goto(address(""));
  await button(page, ".main", 1);
}

async function signUpToPin(page: Page, gateway: Gateway): Promise<void> {
  await signUp(page, gateway);
  await page.locator("input").nth(0).fill("haneul@example.com");
  await page.locator("input").nth(1).fill("김하늘");
  await page.locator("input").nth(2).fill("correct horse");
  await button(page, ".main", 0);
}

const declined = problem(
  402,
  "REJECT_CARD_PAYMENT",
  "한도 초과 또는 잔액 부족으로 결제가 거절되었습니다. 다른 카드로 결제해 주십시오.",
  { advice: "ANOTHER_CARD" },
);
const unknown = problem(504, "OUTCOME_UNKNOWN", "");

async function changePin(page: Page): Promise<void> {
  await page.goto(address("#/pin"));
  await page.locator("input").fill("correct horse");
  await button(page, ".main");
}

async function askToCancel(page: Page): Promise<void> {
  await page.goto(address(scanned));
  await button(page, ".actions", 0);
}

async function cancel(page: Page): Promise<void> {
  await askToCancel(page);
  await button(page, ".sheet", 0);
}

export const screens: Shown[] = [
  opened("log_in", "logIn.title", "", out),
  screen(
    "log_in_wrong",
    "logIn.title",
    async (page, gateway) => {
      gateway.says(...out);
      await page.goto(address(""));
      await button(page, ".main", 0);
    },
    "logIn.idWrong",
  ),
  screen("sign_up", "signUp.title", signUp),
  screen(
    "sign_up_wrong",
    "signUp.title",
    async (page, gateway) => {
      await signUp(page, gateway);
      await button(page, ".main", 0);
    },
    "signUp.nameWrong",
  ),
  screen("sign_up_pin", "pin.new", async (page, gateway) => {
    await signUpToPin(page, gateway);
    await typePin(page, "135");
  }),
  screen(
    "sign_up_pin_easy",
    "pin.new",
    async (page, gateway) => {
      await signUpToPin(page, gateway);
      await typePin(page, "123456");
    },
    "pin.easy",
  ),
  screen("sign_up_pin_repeat", "pin.repeat", async (page, gateway) => {
    await signUpToPin(page, gateway);
    await typePin(page);
  }),
  opened("home", "home.title", ""),
  opened("home_no_card", "home.title", "", ["GET cards", { body: { cards: [] } }]),
  opened("home_loading", "home.title", "", ["GET cards", "never"]),
  screen(
    "home_offline",
    "home.title",
    async (page) => {
      await page.goto(address(""));
      await page.locator(".home").waitFor();
      await page.context().setOffline(true);
    },
    "offline",
  ),
  screen(
    "home_resume",
    "home.title",
    async (page) => {
      await page.goto(address(scanned));
      await page.locator(".details").waitFor();
      await page.locator(".bar-button").first().click();
    },
    "home.resume",
  ),
  screen(
    "home_result",
    "home.title",
    async (page, gateway) => {
      gateway.says("POST confirm", unknown);
      gateway.says("GET pay", { body: payment("unknown") });
      await page.goto(address(scanned));
      await button(page, ".actions");
      await typePin(page);
      await button(page, ".actions");
      await page.locator(".home").waitFor();
      gateway.says("GET pay", { body: payment("failed") });
    },
    "home.result",
  ),
  screen("broken", "broken.title", async (page) => {
    await page.route("**/assets/history-*.js", (route) => route.abort());
    await page.goto(address("#/history"));
  }),
  screen("scan", "scan.title", filmGrey),
  screen(
    "scan_decoder_lost",
    "scan.title",
    async (page) => {
      await page.route("**/*.wasm", (route) => route.abort());
      await filmGrey(page);
    },
    "scan.decoderLost",
  ),
  failedCamera("scan_refused", "scan.refusedTitle", "NotAllowedError"),
  failedCamera("scan_none", "scan.noneTitle", "NotFoundError"),
  failedCamera("scan_busy", "scan.busyTitle", "NotReadableError"),
  screen(
    "scan_type",
    "scan.noneTitle",
    async (page) => {
      await page.goto(address("#/scan"));
      await page.locator(".result").waitFor(); // there is no camera
      await page.locator("button.way").click();
      await page.locator(".sheet input").fill("https://example.com");
      await button(page, ".sheet", 0);
    },
    "scan.typeWrong",
  ),
  opened("opening", "open.title", scanned, ["POST scan", "never"]),
  opened("opening_lost", "open.lostTitle", scanned, ["POST scan", "lost"]),
  screen("refused_not_ours", "refused.notOurs.title", async (page) => {
    const buffer = await code(page, "https://example.com/menu");
    await page.goto(address("#/scan"));
    await page.locator(".result").waitFor();
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "menu.png", mimeType: "image/png", buffer });
  }),
  refusal("not_found", "refused.notFound.title", "NOT_FOUND_PAYMENT"),
  refusal("taken", "refused.taken.title", "ALREADY_SCANNED_PAYMENT"),
  refusal("paid", "refused.paid.title", "ALREADY_PROCESSED_PAYMENT"),
  refusal("canceled", "refused.canceled.title", "ALREADY_CANCELED_PAYMENT"),
  refusal("aborted", "refused.aborted.title", "ABORTED_PAYMENT"),
  refusal("expired", "refused.expired.title", "EXPIRED_PAYMENT"),
  refusal("in_progress", "refused.inProgress.title", "PAYMENT_IN_PROGRESS"),
  refusal("mode", "refused.mode.title", "MODE_MISMATCH"),
  refusal("attempts", "refused.attempts.title", "EXCEED_MAX_PAYMENT_ATTEMPTS"),
  refusal("other", "refused.other.title", "MERCHANT_SUSPENDED"),
  opened("details", "pay.title", scanned),
  screen("details_fixed_months", "pay.title", async (page, gateway) => {
    gateway.says("POST scan", { body: payment("scanned", { installmentPlans: [6] }) });
    await page.goto(address(scanned));
  }),
  opened("details_no_card", "pay.title", scanned, ["GET cards", { body: { cards: [] } }]),
  opened("details_loading", "pay.title", scanned, ["GET cards", "never"]),
  opened("details_cards_lost", "pay.title", scanned, ["GET cards", "lost"]),
  screen(
    "details_choose_card",
    "pay.title",
    async (page) => {
      await page.goto(address(scanned));
      await page.locator(".row-button").click();
    },
    "pay.chooseCard",
  ),
  screen(
    "details_card_declined",
    "pay.title",
    async (page, gateway) => {
      gateway.says("POST confirm", declined);
      await page.goto(address(scanned));
      await button(page, ".actions");
      await typePin(page);
      await page.locator(".bad").waitFor();
      await button(page, ".actions");
      await page.locator(".row-button").click();
    },
    "pay.declinedCard",
  ),
  screen("details_cancel", "pay.title", askToCancel, "pay.cancelAsk"),
  confirmed(
    "details_nothing_charged",
    "pin.enter",
    problem(
      503,
      "ACQUIRER_UNAVAILABLE",
      "카드사와 연결할 수 없어 결제가 요청되지 않았습니다. 잠시 후 다시 시도해 주십시오.",
    ),
  ),
  screen("pin", "pin.enter", async (page) => {
    await page.goto(address(scanned));
    await button(page, ".actions");
    await typePin(page, "1357");
  }),
  {
    ...confirmed("pin_wrong", "pin.enter", problem(403, "INVALID_PIN", "")),
    says: "pin.wrong",
  },
  confirmed("pin_locked", "pin.lockedTitle", problem(403, "PIN_LOCKED", "")),
  {
    ...screen("pin_locked_passkey", "pin.lockedTitle", async (page, gateway) => {
      gateway.says("GET passkeys", { body: { passkeys } });
      gateway.says("POST confirm", problem(403, "PIN_LOCKED", ""));
      await page.goto(address(scanned));
      await button(page, ".actions");
      await typePin(page);
    }),
    says: "passkeys.pay",
  },
  confirmed("paying", "pay.payingTitle", "never"),
  confirmed("paying_lost", "pay.lostTitle", "lost", "lost"),
  confirmed(
    "waiting_for_shop",
    "pay.shopTitle",
    { status: 202, body: payment("confirmed") },
    { body: payment("confirmed") },
  ),
  confirmed("authorizing", "pay.authorizingTitle", unknown, { body: payment("authorizing") }),
  confirmed("retrying", "pay.retryingTitle", unknown, { body: payment("retrying") }),
  confirmed("checking", "pay.checkingTitle", unknown, { body: payment("unknown") }),
  confirmed("declined", "pay.declinedTitle", declined),
  confirmed("paid", "pay.paidTitle", { body: payment("approved") }),
  confirmed("failed", "pay.failedTitle", problem(409, "ABORTED_PAYMENT", "")),
  confirmed("ended_expired", "refused.expired.title", problem(409, "EXPIRED_PAYMENT", "")),
  confirmed("refunded", "pay.refundedTitle", unknown, {
    body: payment("canceled", {
      card: { number: "424242******4242", brand: "visa", installmentPlanMonths: 3 },
    }),
  }),
  screen("canceling", "pay.cancelingTitle", async (page, gateway) => {
    gateway.says("POST cancel", "never");
    await cancel(page);
  }),
  screen("canceled", "pay.canceledTitle", async (page, gateway) => {
    gateway.says("POST cancel", { body: payment("canceled") });
    await cancel(page);
  }),
  screen("cancel_lost", "pay.cancelLostTitle", cancel),
  opened("history", "history.title", "#/history"),
  {
    ...opened("history_more", "history.title", "#/history", [
      "GET payments",
      { body: { ...history, hasMore: true } },
    ]),
    says: "history.more",
  },
  opened("history_empty", "history.title", "#/history", [
    "GET payments",
    { body: { payments: [], hasMore: false } },
  ]),
  opened("history_loading", "history.title", "#/history", ["GET payments", "never"]),
  opened("history_lost", "history.title", "#/history", ["GET payments", "lost"]),
  opened("receipt", "receipt.title", `#receipt=${paymentKey}`),
  opened("receipt_lost", "lost.title", `#receipt=${paymentKey}`, ["GET receipt", "lost"]),
  opened("receipt_none", "receipt.none", `#receipt=${paymentKey}`, [
    "GET receipt",
    problem(404, "NOT_FOUND_PAYMENT", ""),
  ]),
  opened("profile", "profile.title", "#/profile"),
  screen(
    "profile_log_out_lost",
    "profile.title",
    async (page) => {
      await page.goto(address("#/profile"));
      await button(page, ".main");
    },
    "profile.logOutLost",
  ),
  opened("cards", "cards.title", "#/cards"),
  opened("cards_empty", "cards.title", "#/cards", ["GET cards", { body: { cards: [] } }]),
  opened("cards_lost", "cards.title", "#/cards", ["GET cards", "lost"]),
  screen(
    "cards_manage",
    "cards.title",
    async (page) => {
      await page.goto(address("#/cards"));
      await page.locator(".choice").nth(1).click();
    },
    "cards.makeDefault",
  ),
  screen(
    "cards_delete",
    "cards.title",
    async (page) => {
      await page.goto(address("#/cards"));
      await page.locator(".choice").nth(0).click();
      await button(page, ".sheet");
    },
    "cards.deleteAsk",
  ),
  opened("add_card", "addCard.title", "#/cards/new"),
  screen(
    "add_card_wrong",
    "addCard.title",
    async (page) => {
      await page.goto(address("#/cards/new"));
      await page.locator("input").first().pressSequentially("4242424242424241");
      await button(page, ".main");
    },
    "addCard.numberWrong",
  ),
  opened("passkeys", "profile.passkeys", "#/passkeys"),
  opened("passkeys_lost", "profile.passkeys", "#/passkeys", ["GET passkeys", "lost"]),
  {
    ...opened("passkeys_some", "profile.passkeys", "#/passkeys", [
      "GET passkeys",
      { body: { passkeys } },
    ]),
    says: "passkeys.one",
  },
  screen("passkeys_add", "pin.enter", async (page) => {
    await page.goto(address("#/passkeys"));
    await button(page, ".actions");
  }),
  screen(
    "passkeys_delete",
    "profile.passkeys",
    async (page, gateway) => {
      gateway.says("GET passkeys", { body: { passkeys } });
      await page.goto(address("#/passkeys"));
      await page.locator(".choice").click();
    },
    "passkeys.deleteAsk",
  ),
  screen(
    "pin_or_passkey",
    "pin.enter",
    async (page, gateway) => {
      gateway.says("GET passkeys", { body: { passkeys } });
      await page.goto(address(scanned));
      await button(page, ".actions");
      await page.locator(".pad").waitFor();
    },
    "passkeys.pay",
  ),
  opened("change_pin", "pin.proveTitle", "#/pin"),
  screen("change_pin_new", "pin.new", changePin),
  screen("change_pin_changed", "pin.changed", async (page, gateway) => {
    gateway.says("POST pin", { body: account });
    await changePin(page);
    await typePin(page);
    await page.getByText(/^한 번 더|once more$/).waitFor();
    await typePin(page);
  }),
  opened("change_password", "password.title", "#/password"),
  screen("change_password_changed", "password.changed", async (page, gateway) => {
    gateway.says("POST password", { body: account });
    await page.goto(address("#/password"));
    await page.locator("input").nth(0).fill("correct horse");
    await page.locator("input").nth(1).fill("staple battery horse");
    await button(page, ".main");
  }),
];
