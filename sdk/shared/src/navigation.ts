// A page's places are fragments of its address, so that nothing of them reaches a server or its log.
import { createStore, useStore } from "./store.ts";

export function connectNavigation<Route>(parseRoute: (hash: string) => Route) {
  const here = createStore<Route>(parseRoute(location.hash));
  const look = () => here.set(parseRoute(location.hash));
  addEventListener("hashchange", look);
  addEventListener("popstate", look);

  /** A step that the way back takes back. */
  function go(hash: string): void {
    if (location.hash === hash) return;
    history.pushState({ inApp: true }, "", hash);
    look();
  }

  /** Instead of this one: what was here is not come back to. */
  function goInstead(hash: string): void {
    history.replaceState(history.state, "", hash);
    look();
  }

  /** One step back, and home where there is none. */
  function goBack(): void {
    if ((history.state as { inApp?: boolean } | null)?.inApp) history.back();
    else goInstead("#/");
  }

  // Links within the app are steps like any other.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const to = link?.getAttribute("href");
    if (!to?.startsWith("#") || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(to);
  });

  return {
    useRoute: (): Route => useStore(here),
    currentRoute: (): Route => here.get(),
    go,
    goInstead,
    goBack,
  };
}
