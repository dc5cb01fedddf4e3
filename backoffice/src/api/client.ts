import type { components } from "../../../sdk/shared/build/api.ts";
import { connectGateway, type ErrorCode, type Readable } from "@pay200/shared/gateway.ts";
import { language } from "../i18n/i18n.ts";

type Schemas = components["schemas"];
export type Account = Schemas["StaffAccount"];
export type Merchant = Schemas["StaffMerchant"];
export type Role = Merchant["role"];
export type Overview = Schemas["Overview"];
export type Figure = Schemas["Figure"];
export type Transaction = Schemas["BackofficeTransaction"];
export type TransactionType = Transaction["type"];
export type Transactions = Schemas["BackofficeTransactions"];
export type Totals = Schemas["BackofficeTotals"];
/** As an answer has it: without the fields that are always null. */
export type PaymentPage = Readable<Schemas["BackofficePayment"]>;
export type Payment = PaymentPage["payment"];
export type Cancel = Schemas["BackofficeCancel"];
export type Attempt = Schemas["Attempt"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type Settlement = Schemas["Settlement"];
export type SettlementWithLines = Schemas["SettlementWithLines"];
export type SettlementLine = Schemas["SettlementLine"];
export type ApiKey = Schemas["ApiKey"];
export type Endpoint = Schemas["WebhookEndpoint"];
export type EventType = Endpoint["eventTypes"][number];
export type Webhook = Schemas["Webhook"];
export type WebhookLog = Schemas["WebhookLog"];
export type Member = Schemas["Member"];
export type { ErrorCode, Outcome, Problem } from "@pay200/shared/gateway.ts";

const gateway = connectGateway(language);
export const { client, onSessionEnded, sessionBegan } = gateway;

/** What says that this page is behind: another log-in beside it, another role, a password set anew. */
const behind: readonly ErrorCode[] = [
  "INVALID_CSRF_TOKEN",
  "FORBIDDEN_REQUEST",
  "PASSWORD_CHANGE_REQUIRED",
];
let catchUp: () => void = () => undefined;
export const onBehind = (listener: () => void): void => void (catchUp = listener);

/** The gateway's clock less this desk's, in ms. */
let ahead = 0;
/** What the gateway's clock will say then, by this desk's. */
export const byDesk = (gatewayTime: number): number => gatewayTime - ahead;

export const ask: typeof gateway.ask = async (request) => {
  const outcome = await gateway.ask(request);
  if (outcome.kind === "done") ahead = outcome.at - Date.now();
  if (outcome.kind === "refused" && behind.includes(outcome.problem.code)) catchUp();
  return outcome;
};

/** What every request that changes something has to carry; the log-in and `me` tell it. */
let csrfToken = "";
export const keepCsrfToken = (token: string): void => void (csrfToken = token);

/** When the session was last used, as the gateway counts it: reading at a merchant does not count. */
let askedAt = Date.now();
export const lastAskedAt = (): number => askedAt;

client.use({
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", csrfToken);
    if (request.method !== "GET" || new URL(request.url).pathname.endsWith("/me"))
      askedAt = Date.now();
  },
});
