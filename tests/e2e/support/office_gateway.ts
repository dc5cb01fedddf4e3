// A gateway for the back office that answers what it is told to, so that each state can be looked at as long as
// one likes.
import type { Page } from "@playwright/test";
import {
  account,
  emptyOverview,
  endpoint,
  id,
  keys,
  members,
  minutesAgo,
  overview,
  paymentKey,
  paymentPage,
  settlementPage,
  settlements,
  totals,
  transactions,
  webhookId,
  webhooks,
} from "./office_samples.ts";
import type { Answer, Schemas } from "./samples.ts";

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
    this.says("GET settlements", { body: { settlements, hasMore: true } });
    this.says("GET settlement", { body: settlementPage });
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
  if (last.startsWith("stl_")) return "settlement";
  return last;
}
