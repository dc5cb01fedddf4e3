// New transactions come by themselves: one question every few seconds for everything that is shown, while
// somebody can see it.
import { useEffect, useRef } from "react";
import { ask, client, type Transaction } from "../api/client.ts";
import { Seen } from "./live.ts";

const everyMs = 4_000;

/**
 * What has come, newest first; null: more than can be told, or nobody knows what. The first time it is also the
 * last minute before: a page may have been read before that was there. `opened`: what is later is new.
 */
export type Listener = (fresh: Transaction[] | null, opened: string) => void;

class Watch {
  readonly listeners = new Set<Listener>();
  private readonly seen = new Seen();
  private since: string | undefined;
  private opened = "";
  private timer = 0;
  private asking = false;

  constructor(private readonly mId: string) {
    document.addEventListener("visibilitychange", this.look);
    void this.next();
  }

  end(): void {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.look);
    this.listeners.clear();
  }

  private readonly look = () => {
    if (document.visibilityState === "visible") void this.next();
  };

  private async next(): Promise<void> {
    if (this.asking) return;
    clearTimeout(this.timer);
    this.asking = true;
    await this.tell();
    this.asking = false;
    if (this.listeners.size === 0 || document.visibilityState !== "visible") return;
    this.timer = window.setTimeout(() => void this.next(), everyMs);
  }

  private async tell(): Promise<void> {
    const outcome = await ask(
      client.GET("/backoffice/v1/merchants/{mId}/transactions/changes", {
        params: { path: { mId: this.mId }, query: this.since ? { since: this.since } : {} },
      }),
    );
    if (outcome.kind !== "done") return;
    const { transactions, cursor, complete } = outcome.data;
    const first = this.since === undefined;
    this.since = cursor;
    if (first) this.opened = cursor;
    const fresh = this.seen.fresh(transactions);
    if (first || (complete && fresh.length === 0)) return;
    for (const listener of [...this.listeners]) listener(complete ? fresh : null, this.opened);
  }
}

let watch: { mId: string; watch: Watch } | null = null;

function listen(mId: string, listener: Listener): () => void {
  if (watch?.mId !== mId) {
    watch?.watch.end();
    watch = { mId, watch: new Watch(mId) };
  }
  const mine = watch;
  mine.watch.listeners.add(listener);
  return () => {
    mine.watch.listeners.delete(listener);
    if (mine.watch.listeners.size > 0) return;
    mine.watch.end();
    if (watch === mine) watch = null;
  };
}

export function useChanges(mId: string, listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => listen(mId, (...told) => latest.current(...told)), [mId]);
}
