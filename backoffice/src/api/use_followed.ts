import { useEffect } from "react";

const everyMs = 2_000;
const slowerMs = 10_000;
/** Whatever has not ended by then takes somebody else's time. */
const soonMs = 60_000;

/** What is on its way is looked at again and again, while somebody can see it. */
export function useFollowed(underWay: boolean, reload: () => Promise<void>): void {
  useEffect(() => {
    if (!underWay) return;
    const since = Date.now();
    let timer = 0;
    let left = false;
    const next = () => {
      const wait = Date.now() - since < soonMs ? everyMs : slowerMs;
      timer = window.setTimeout(() => void look(), wait);
    };
    const look = async () => {
      if (document.visibilityState === "visible") await reload();
      if (!left) next();
    };
    next();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [underWay, reload]);
}
