import { useCallback, useEffect, useRef } from "react";

/** `act` once in so long at most, the first time at once and the last time never left out. */
export function useAtMost(everyMs: number, act: () => void): () => void {
  const latest = useRef(act);
  latest.current = act;
  const timer = useRef(0);
  const last = useRef(-Infinity);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    const run = () => {
      timer.current = 0;
      last.current = performance.now();
      latest.current();
    };
    const wait = last.current + everyMs - performance.now();
    if (wait <= 0) run();
    else if (timer.current === 0) timer.current = window.setTimeout(run, wait);
  }, [everyMs]);
}
