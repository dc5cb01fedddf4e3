// A shopper with a phone: sees the screen as a picture, reads the code in it, and does over HTTP what the
// app does.
import { expect, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { stack } from "./stack.ts";

const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer as ArrayBuffer } });

/** Who is on the page now, by its picture alone. */
export async function scanScreen(page: Page): Promise<string> {
  let found = "";
  await expect(async () => {
    const picture = await page.screenshot();
    const codes = await readBarcodes(new Blob([new Uint8Array(picture)]), { formats: ["QRCode"] });
    found = codes[0]?.text ?? "";
    expect(found).toContain("/app/#qr=qrt_");
  }).toPass();
  return found;
}

export interface Answer {
  status: number;
  body: Record<string, never> & { paymentKey: string; status: string; code?: string };
}

export class Shopper {
  private cookie = "";

  private async post(path: string, body: unknown): Promise<Answer> {
    const answer = await fetch(stack().baseUrl + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(this.cookie && { Cookie: this.cookie }) },
      body: JSON.stringify(body),
    });
    const set = answer.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0]!;
    return { status: answer.status, body: (await answer.json()) as Answer["body"] };
  }

  async logIn(): Promise<void> {
    const { loginId, password } = stack().logins.shopper;
    const answer = await this.post("/v1/shopper/login", { loginId, password, mode: "test" });
    expect(answer.status).toBe(200);
  }

  /** Somebody new instead. */
  async signUp(): Promise<void> {
    const loginId = `${crypto.randomUUID()}@example.com`;
    const account = { loginId, name: "이바다", password: "correct horse", pin: "135790" };
    const answer = await this.post("/v1/shopper/signup", { ...account, mode: "test" });
    expect(answer.status).toBe(200);
  }

  /** What the picture leads to: the payment's key. */
  async scan(url: string): Promise<string> {
    const qrToken = url.split("#qr=")[1];
    const answer = await this.post("/v1/shopper/payments/scan", { qrToken });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.paymentKey;
  }

  /** With the card that ends so: 4242 is approved, 9995 has no money. */
  confirm(paymentKey: string, lastFour = "4242"): Promise<Answer> {
    const { pin } = stack().logins.shopper;
    const cardId = stack().cards[lastFour];
    const path = `/v1/shopper/payments/${paymentKey}/confirm`;
    return this.post(path, { cardId, pin, installmentPlanMonths: 0 });
  }

  cancel(paymentKey: string): Promise<Answer> {
    return this.post(`/v1/shopper/payments/${paymentKey}/cancel`, {});
  }
}

export async function newShopper(): Promise<Shopper> {
  const shopper = new Shopper();
  await shopper.logIn();
  return shopper;
}
