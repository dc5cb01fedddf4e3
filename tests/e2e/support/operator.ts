// What tests do behind the scenes: the card network's faults, and the database where time must pass.
import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { stack } from "./stack.ts";

/** Orders a fault of the card network (sandbox/fault.hpp). */
export function arm(fault: Record<string, unknown>): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect(stack().sockets.sandboxControl);
    socket.once("error", failed);
    socket.once("data", (answer) => {
      socket.end();
      if ((JSON.parse(answer.toString()) as { ok: boolean }).ok) done();
      else failed(new Error(answer.toString()));
    });
    socket.write(JSON.stringify({ op: "fault", match: {}, count: 1, delay_ms: 0, ...fault }) + "\n");
  });
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

/** The payment's time is over. */
export function runOutOfTime(orderId: string): void {
  sql(
    `UPDATE pay200.payment SET expires_at = now(), hold_expires_at = least(hold_expires_at, now()) WHERE order_id = '${orderId}'`,
  );
}
