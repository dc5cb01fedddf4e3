// What a page shows of the gateway: asked for when it is opened, shown at once where it was shown before.
import type { Outcome } from "@pay200/shared/gateway.ts";
import { useCallback, useEffect, useRef, useState } from "react";

/** Of this session, by question; nothing of it outlives the page. */
const kept = new Map<string, unknown>();
const most = 60;

function keep(key: string, data: unknown): void {
  kept.delete(key);
  kept.set(key, data);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
}

export const forgetAnswers = (): void => kept.clear();

export interface Answer<T> {
  data: T | null;
  /** The data are another question's: they stand there until this one is answered. */
  previous: boolean;
  /** Why there is nothing, or nothing newer. */
  failed: Exclude<Outcome<T>, { kind: "done" }> | null;
  /** Nothing has been answered yet. */
  waiting: boolean;
  reload: () => Promise<void>;
  /** Instead of asking again: what another answer has told already. */
  put: (change: (data: T) => T) => void;
}

/** `key` names the question: another key, another question. null: there is nothing to ask. */
export function useAnswer<T>(key: string | null, load: () => Promise<Outcome<T>>): Answer<T> {
  const [shown, setShown] = useState<{ key: string | null; outcome: Outcome<T> | null }>({
    key,
    outcome: null,
  });
  const [, redraw] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const wanted = useRef(key);
  wanted.current = key;
  const asked = useRef(0);
  const before = useRef<T | null>(null);

  const reload = useCallback(async () => {
    // By whoever has kept it while the question has changed: `load` would ask another one.
    if (key === null || wanted.current !== key) return;
    const mine = ++asked.current;
    const outcome = await latest.current();
    if (mine !== asked.current) return;
    if (outcome.kind === "done") keep(key, outcome.data);
    setShown({ key, outcome });
  }, [key]);

  useEffect(() => {
    void reload();
    return () => void ++asked.current;
  }, [reload]);

  const outcome = shown.key === key ? shown.outcome : null;
  const own = key === null ? undefined : (kept.get(key) as T | undefined);
  // What was refused for the moment (503, 429) leaves what is there, and whatever is open over it.
  const refused =
    outcome?.kind === "refused" && !outcome.problem.retryable && outcome.problem.status < 500;
  const data = refused ? null : (own ?? (outcome?.kind === "done" ? outcome.data : null));
  if (data !== null) before.current = data;
  const waiting = outcome === null && data === null;
  const put = useCallback(
    (change: (data: T) => T) => {
      const now = key === null ? undefined : (kept.get(key) as T | undefined);
      if (key === null || now === undefined) return;
      keep(key, change(now));
      redraw((count) => count + 1);
    },
    [key],
  );
  return {
    data: data ?? (waiting ? before.current : null),
    previous: data === null && waiting && before.current !== null,
    failed: outcome && outcome.kind !== "done" ? outcome : null,
    waiting,
    reload,
    put,
  };
}
