// The back office, and who works there.
import { expect, type BrowserContext, type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newShopper } from "./shopper.ts";
import { stack } from "./stack.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export const office = (): string => `${stack().baseUrl}/backoffice/`;
export const mId = (): string => stack().merchant.id;

/** Below the merchant's own address. */
export const place = (path: string, merchant = mId()): string => `${office()}#/${merchant}${path}`;

export const narrow = { width: 1280, height: 800 };
export const wide = { width: 1920, height: 1080 };
export const least = { width: 1024, height: 768 };

const stepMs = 30_000;

/** Six digits of an authenticator app (RFC 6238). */
export function totp(secret: string, at = Date.now()): string {
  let bits = "";
  for (const letter of secret)
    bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const bytes = bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / stepMs)));
  const mac = createHmac("sha1", Buffer.from(bytes)).update(step).digest();
  const from = mac[19]! & 15;
  return `${(mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000}`.padStart(6, "0");
}

/** As its operator: somebody who has never logged in, and the password for that. */
export function invite(role: "owner" | "manager" | "viewer", name: string) {
  const loginId = `${randomUUID()}@shop.example`;
  const said = execFileSync(
    join(root, "build/release/bin/pgctl"),
    [
      ...["--config", stack().config, "user", "add", "--staff", "--output", "json"],
      ...["--login", loginId, "--name", name, "--merchant", mId(), "--role", role],
    ],
    { encoding: "utf8" },
  );
  const password = /"(?:oneTimePassword|password)":\s*"([^"]+)"/.exec(said)?.[1];
  expect(password, said).toBeTruthy();
  return { loginId, password: password! };
}

interface Answer {
  status: number;
  body: Record<string, never> & {
    csrfToken: string;
    next: string;
    secret: string;
    code?: string;
    account: { csrfToken: string };
  };
}

async function post(context: BrowserContext, path: string, csrf: string, data?: unknown) {
  const answer = await context.request.post(`${stack().baseUrl}/backoffice/v1/${path}`, {
    headers: { "X-CSRF-Token": csrf, Origin: new URL(stack().baseUrl).origin },
    ...(data !== undefined && { data }),
  });
  return { status: answer.status(), body: (await answer.json()) as Answer["body"] };
}

/** Logged in as the demonstration's owner. A code is good once: where it is used up, the next one is. */
export async function logInAsOwner(context: BrowserContext): Promise<void> {
  const { loginId, password, totpSecret } = stack().logins.staff;
  const first = await post(context, "login", "", { loginId, password });
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  await expect(async () => {
    for (const ahead of [0, stepMs]) {
      const code = totp(totpSecret, Date.now() + ahead);
      const second = await post(context, "login/totp", first.body.csrfToken, { code });
      if (second.status === 200) return;
    }
    throw new Error("no code is good yet");
  }).toPass({ intervals: [10_000], timeout: 70_000 });
}

/** Somebody new with this role, logged in. */
export async function logInAsNew(
  context: BrowserContext,
  role: "owner" | "manager" | "viewer",
): Promise<{ loginId: string; password: string; secret: string }> {
  const { loginId, password } = invite(role, "이바다");
  const first = await post(context, "login", "", { loginId, password });
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  const { secret } = (await post(context, "login/totp/enroll", first.body.csrfToken)).body;
  const second = await post(context, "login/totp/confirm", first.body.csrfToken, {
    code: totp(secret),
  });
  expect(second.status, JSON.stringify(second.body)).toBe(200);
  const newPassword = "staple battery horse";
  const third = await post(context, "password", second.body.account.csrfToken, {
    password,
    newPassword,
  });
  expect(third.status, JSON.stringify(third.body)).toBe(200);
  return { loginId, password: newPassword, secret };
}

/** What a shopper has paid for at the demonstration's shop. */
export interface Paid {
  paymentKey: string;
  orderId: string;
}

export async function pay(
  amount: number,
  orderName: string,
  customerName: string,
  keys = stack().keys,
): Promise<Paid> {
  const orderId = `order-${randomUUID()}`;
  const answer = await fetch(`${stack().baseUrl}/v1/payments`, {
    method: "POST",
    headers: { Authorization: `Bearer ${keys.secret}`, "Content-Type": "application/json" },
    body: JSON.stringify({ orderId, orderName, amount, customerName }),
  });
  const body = (await answer.json()) as { paymentKey: string; qr: { url: string } };
  expect(answer.status, JSON.stringify(body)).toBe(200);
  const shopper = await newShopper();
  const confirmed = await shopper.confirm(await shopper.scan(body.qr.url));
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  return { paymentKey: body.paymentKey, orderId };
}

/** The shop's server gives back: all of it, or this much. */
export async function giveBack(paymentKey: string, cancelAmount?: number): Promise<void> {
  const answer = await fetch(`${stack().baseUrl}/v1/payments/${paymentKey}/cancel`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${stack().keys.secret}`,
      "Content-Type": "application/json",
      "Idempotency-Key": randomUUID(),
    },
    body: JSON.stringify({ cancelReason: "고객 변심", ...(cancelAmount && { cancelAmount }) }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** The shop's server registers a webhook; what is returned deletes it. */
export async function addWebhook(url: string): Promise<() => Promise<void>> {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${stack().baseUrl}/v1/webhook-endpoints${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${stack().keys.secret}`,
        "Content-Type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    return text;
  };
  const { endpointId } = JSON.parse(await ask("POST", "", { url })) as { endpointId: string };
  return async () => void (await ask("DELETE", `/${endpointId}`));
}

/** What the gateway answers to this key: 404 where it is good, since there is no such order. */
export async function tryKey(key: string): Promise<number> {
  const answer = await fetch(`${stack().baseUrl}/v1/payments/orders/no-such-order`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  return answer.status;
}

/** The title of the page that is shown. */
export const expectPage = (page: Page, title: string | RegExp) =>
  expect(page.getByRole("heading", { level: 1 })).toHaveText(title);

/** Everything that the page is refused by its policy, or says has gone wrong. */
export function watchPolicy(page: Page): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|TrustedType|Refused to/.test(message.text()))
      found.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!["data:", "blob:"].includes(protocol) && origin !== new URL(stack().baseUrl).origin)
      found.push(request.url());
  });
  return found;
}
