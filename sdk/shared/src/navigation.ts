// A page's places are fragments of its address, so that nothing of them reaches a server or its log.
import { useEffect, useRef } from "react";
import { createStore, useStore } from "./store.ts";

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
/** Whether the way back leads to another place of this page. */
export const cameFromInside = (): boolean => step().inApp ?? false;

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

export function connectNavigation<Route>(parseRoute: (hash: string) => Route) {
  const here = createStore<Route>(parseRoute(location.hash));
  const look = () => here.set(parseRoute(location.hash));
  addEventListener("hashchange", look);
  addEventListener("popstate", look);

  /** A step that the way back takes back. */
  function go(hash: string): void {
    if (location.hash === hash) return;
    history.pushState({ inApp: true } satisfies Step, "", hash);
    look();
    scrollTo(0, 0); // the way back is scrolled by the browser
  }

  /** Instead of this one: what was here is not come back to. */
  function goInstead(hash: string, token?: string): void {
    history.replaceState({ ...step(), token } satisfies Step, "", hash);
    look();
  }

  /** One step back, and home where there is none. */
  function goBack(): void {
    if (cameFromInside()) history.back();
    else goInstead("#/");
  }

  // Links within the app are steps like any other.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const to = link?.getAttribute("href");
    if (
      !to?.startsWith("#") ||
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    event.preventDefault();
    go(to);
  });

  return {
    useRoute: (): Route => useStore(here),
    currentRoute: (): Route => here.get(),
    /** Returns what ends it. */
    onRoute: (listener: () => void): (() => void) => here.subscribe(listener),
    go,
    goInstead,
    goBack,
  };
}
