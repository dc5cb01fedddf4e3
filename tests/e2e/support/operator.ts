// What tests do behind the scenes: the card network's faults, and the database where time must pass.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { stack } from "./stack.ts";

function ask(socket: string, question: Record<string, unknown>): Promise<void> {
  return new Promise((done, failed) => {
    const connection = connect(socket);
    connection.once("error", failed);
    connection.once("data", (answer) => {
      connection.end();
      if ((JSON.parse(answer.toString()) as { ok: boolean }).ok) done();
      else failed(new Error(answer.toString()));
    });
    connection.write(JSON.stringify(question) + "\n");
  });
}

/** Every card network there is: which of them is asked is the gateway's choice. */
const networks = () =>
  stack().acquirers?.map(({ control }) => control) ?? [stack().sockets.sandboxControl];

/** Orders a fault of the card networks (sandbox/fault.hpp). */
export async function arm(kind: string, mti: string): Promise<void> {
  const fault = { op: "fault", kind, match: { mti }, count: 1, delay_ms: 0 };
  for (const socket of networks()) await ask(socket, fault);
}

export async function clearFaults(): Promise<void> {
  for (const socket of networks()) await ask(socket, { op: "clear" });
}

/** A statement as the database's owner. */
export function sql(statement: string): string {
  const arguments_ = ["-h", stack().sockets.postgres, "-d", "pay200", "-U", "postgres"];
  return execFileSync("psql", [...arguments_, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement], {
    encoding: "utf8",
  }).trim();
}

/** Pages of this origin may use the demonstration shop's client keys. */
export function allowOrigin(name: string, origin: string): void {
  sql(
    `SELECT pay200.allow_origin(merchant_id, '${origin}', now()) FROM pay200.merchant WHERE name = '${name}'`,
  );
}

/** When the newest payment's approval was recorded, Unix time in ms: just before its commit. */
export function approvedAt(): number {
  return Number(
    sql(
      "SELECT extract(epoch FROM occurred_at) * 1000 FROM pay200.payment_event WHERE event = 'approved' ORDER BY occurred_at DESC LIMIT 1",
    ),
  );
}

/** The gateway's role that tells pages what happens. */
export function streamRole(): number | undefined {
  const { gateway } = stack().pids;
  const children = readFileSync(`/proc/${gateway}/task/${gateway}/children`, "utf8");
  return children
    .trim()
    .split(" ")
    .map(Number)
    .find((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "pay200-stream");
}

/** Creates a payment as the shop's server does, and returns what its page opens. */
export async function createPayment(
  secretKey: string,
  orderId: string,
): Promise<{ mId: string; pageToken: string }> {
  const answer = await fetch(`${stack().baseUrl}/v1/payments`, {
    method: "POST",
    headers: {
      Authorization: `Basic ${btoa(`${secretKey}:`)}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ orderId, orderName: "커피", amount: 4500 }),
  });
  const made = (await answer.json()) as { mId: string; pageToken: { token: string } };
  return { mId: made.mId, pageToken: made.pageToken.token };
}

/** The payment's time is over. */
export function runOutOfTime(orderId: string): void {
  sql(
    `UPDATE pay200.payment SET expires_at = now(), hold_expires_at = least(hold_expires_at, now()) WHERE order_id = '${orderId}'`,
  );
}

/** How often its card was charged. */
export const chargesOf = (orderId: string): number =>
  Number(
    sql(
      `SELECT count(*) FROM pay200.transaction JOIN pay200.payment USING (merchant_id, payment_id) WHERE order_id = '${orderId}' AND type = 'PAYMENT'`,
    ),
  );
