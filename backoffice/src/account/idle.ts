// The session ends when nothing is asked for a while. Who works is kept logged in; who has left is told
// before it ends.

/** Who moves the mouse or types is asked for, so often at most. */
export const askAgainMs = 60_000;
/** So long before the end there is a warning. */
export const warnMs = 60_000;

export interface Idle {
  /** The session's, from one request to the end. */
  idleMs: number;
  /** The session's end, however busy it is. */
  endsAt: number;
  lastAskedAt: number;
  /** Of mouse or keyboard. */
  lastActedAt: number;
}

export type IdleState =
  | { state: "awake" }
  /** Somebody is there: ask for something. */
  | { state: "ask" }
  | { state: "warn"; leftMs: number }
  | { state: "ended" };

export function idleAt(now: number, { idleMs, endsAt, lastAskedAt, lastActedAt }: Idle): IdleState {
  const leftMs = Math.min(lastAskedAt + idleMs, endsAt) - now;
  if (leftMs <= 0) return { state: "ended" };
  if (leftMs <= warnMs) return { state: "warn", leftMs };
  if (lastActedAt > lastAskedAt && now - lastAskedAt >= askAgainMs) return { state: "ask" };
  return { state: "awake" };
}
