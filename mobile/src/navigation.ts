import { useEffect, useRef } from "react";
import { createStore, useStore } from "./store.ts";
import { parseRoute, type Route } from "./route.ts";

const here = createStore<Route>(parseRoute(location.hash));
const look = () => here.set(parseRoute(location.hash));
addEventListener("hashchange", look);
addEventListener("popstate", look);

export const useRoute = (): Route => useStore(here);
export const currentRoute = (): Route => here.get();
/** Returns what ends it. */
export const onRoute = (listener: () => void): (() => void) => here.subscribe(listener);

/** What the browser's history keeps beside an address. */
interface Step {
  inApp?: boolean;
  /** How many layers lie over the address's own screen. */
  layer?: number;
  /** Of a code that is not scanned yet: over a reload of the page, but in no address. */
  token?: string | undefined;
}
const step = (): Step => (history.state as Step | null) ?? {};
export const keptToken = (): string | null => step().token ?? null;

/** A step that the phone's back button takes back. */
export function go(hash: string): void {
  if (location.hash === hash) return;
  history.pushState({ inApp: true }, "", hash);
  look();
}

/** Instead of this one: what was here is not come back to. */
export function goInstead(hash: string, token?: string): void {
  history.replaceState({ ...step(), token } satisfies Step, "", hash);
  look();
}

/** One step back, and home where there is none. */
export function goBack(): void {
  if (step().inApp) history.back();
  else goInstead("#/");
}

/** While it is open, the phone's back button closes it, and leaves the screen below as it is. */
export function useLayer(open: boolean, close: () => void): void {
  const closing = useRef(close);
  closing.current = close;
  useEffect(() => {
    if (!open) return;
    const layer = (step().layer ?? 0) + 1;
    history.pushState({ inApp: true, layer } satisfies Step, "");
    const back = () => {
      if ((step().layer ?? 0) < layer) closing.current();
    };
    addEventListener("popstate", back);
    return () => {
      removeEventListener("popstate", back);
      // Closed by its own doing.
      if ((step().layer ?? 0) >= layer) history.back();
    };
  }, [open]);
}

// Links within the app are steps like any other.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const to = link?.getAttribute("href");
  if (!to?.startsWith("#") || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go(to);
});
