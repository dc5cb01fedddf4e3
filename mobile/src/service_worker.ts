// Keeps the app itself on the phone, so that it opens without a connection.

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

export async function startServiceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  try {
    await navigator.serviceWorker.register(trusted(), { scope: "/app/" });
  } catch {
    // The app works as long as there is a connection.
  }
}
