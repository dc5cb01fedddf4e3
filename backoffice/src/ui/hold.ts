// What would be lost with the page: a secret that is shown this once, a refund that nobody knows the end of.
import { useLayer } from "@pay200/shared/navigation.ts";
import { useEffect } from "react";

let letGo = false;
/** The page is left on purpose. */
export const leave = (): void => void (letGo = true);

/** While it holds, the way back leads nowhere, and the browser asks before it loads anew or closes the page. */
export function useHold(holds: boolean): void {
  useLayer(holds, () => history.forward());
  useEffect(() => {
    if (!holds) return;
    const ask = (event: BeforeUnloadEvent) => {
      if (!letGo) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [holds]);
}
