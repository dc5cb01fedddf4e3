// Parts of pages drawn for a test, and a gateway that answers them as it is told to.
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, vi } from "vitest";
import { CurrentContext } from "../account/current.ts";
import type { Account, Merchant } from "../api/client.ts";
import { forgetAnswers } from "../api/use_answer.ts";
import { startTexts } from "../i18n/i18n.ts";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const merchant = {
  mId: "mer_0g7k2m1q",
  name: "카페 온도",
  mode: "test",
  role: "owner",
} as Merchant;
const account = { merchants: [merchant] } as Account;
let root: Root | null = null;

afterEach(async () => {
  await act(async () => root?.unmount());
  root = null;
  document.body.replaceChildren();
  forgetAnswers();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Drawn, or drawn anew, as an owner of a shop sees it in Korean. */
export async function show(node: ReactNode): Promise<void> {
  localStorage.setItem("pay200.language", "ko");
  await startTexts();
  root ??= createRoot(document.body.appendChild(document.createElement("div")));
  await act(async () =>
    root?.render(<CurrentContext value={{ account, merchant }}>{node}</CurrentContext>),
  );
}

/** All that is under way comes to its end. */
export const settle = () => act(() => new Promise<void>((done) => setTimeout(done, 20)));

export const page = () => document.body.textContent;

export function button(name: string, within = ""): HTMLButtonElement {
  const all = document.querySelectorAll<HTMLButtonElement>(`${within} button`);
  const found = [...all].filter((one) => one.textContent === name);
  if (found.length !== 1) throw new Error(`${found.length} buttons "${name}" in: ${page()}`);
  return found[0]!;
}

/** A click, or Enter where the focus is on it. */
export async function press(name: string, within = ""): Promise<void> {
  await act(async () => button(name, within).click());
  await settle();
}

export async function fill(label: string, text: string): Promise<void> {
  const found = [...document.querySelectorAll("label")].find((one) => one.textContent === label);
  const input = document.getElementById(found!.htmlFor) as HTMLInputElement;
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!;
  await act(async () => {
    set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export interface Asked {
  method: string;
  path: string;
  key: string | null;
  body: Record<string, unknown> | null;
}

export type Said = { status?: number; body: unknown } | "lost";
export const problem = (status: number, code: string): Said => ({
  status,
  body: { status, code, message: code, requestId: "req" },
});

/** What is asked of the gateway, in turn; `answer` says what it says to each. */
export function gateway(answer: (asked: Asked, number: number) => Said | Promise<Said>): Asked[] {
  const all: Asked[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const asked = {
      method: request.method,
      path: pathname.replace(/^.*\/merchants\/\w+\//, "") + search,
      key: request.headers.get("Idempotency-Key"),
      body: text === "" ? null : (JSON.parse(text) as Record<string, unknown>),
    };
    const said = await answer(asked, all.push(asked));
    if (said === "lost") throw new TypeError("connection reset");
    const status = said.status ?? 200;
    return new Response(JSON.stringify(said.body), {
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" },
    });
  });
  return all;
}
