import { createStore, useStore } from "./store.ts";
import { parseRoute, type Route } from "./route.ts";

const here = createStore<Route>(parseRoute(location.hash));
const look = () => here.set(parseRoute(location.hash));
addEventListener("hashchange", look);
addEventListener("popstate", look);

export const useRoute = (): Route => useStore(here);
export const currentRoute = (): Route => here.get();

/** A step that the phone's back button takes back. */
export function go(hash: string): void {
  if (location.hash === hash) return;
  history.pushState({ inApp: true }, "", hash);
  look();
}

/** Instead of this one: what was here is not come back to. */
export function goInstead(hash: string): void {
  history.replaceState(history.state, "", hash);
  look();
}

/** One step back, and home where there is none. */
export function goBack(): void {
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
