// Keeps the app itself on the phone, so that it opens without a connection.
import { currentRoute, onRoute } from "./navigation.ts";
import { flow } from "./pay/pay_service.ts";

/** The one address that the page's policy (Trusted Types) lets be run as a script of its own. */
const address = "/app/sw.js";

function trusted(): string {
  const types = (
    globalThis as {
      trustedTypes?: {
        createPolicy(
          name: string,
          rules: { createScriptURL(url: string): string },
        ): { createScriptURL(url: string): string };
      };
    }
  ).trustedTypes;
  return (
    types?.createPolicy("pay200", { createScriptURL: () => address }).createScriptURL("") ?? address
  );
}

/** The page may be loaded anew: nothing is typed, and nothing under way. */
const isAtRest = (): boolean => currentRoute().name === "home" && flow.get().step === "idle";

/** A newer app that has been fetched takes over as soon as that disturbs nobody. */
function takeOverWhenAtRest(registration: ServiceWorkerRegistration): void {
  const look = () => {
    if (isAtRest()) registration.waiting?.postMessage({ type: "SKIP_WAITING" });
  };
  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (controlled) location.reload();
    controlled = true;
  });
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") look();
    });
  });
  onRoute(look);
  flow.subscribe(look);
  document.addEventListener("visibilitychange", () => {
    // An app that stays open for days asks for a newer one whenever it is looked at again.
    if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
  });
  look();
}

export async function startServiceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  try {
    const scope = { scope: "/app/" };
    takeOverWhenAtRest(await navigator.serviceWorker.register(trusted(), scope));
  } catch {
    // The app works as long as there is a connection.
  }
}
