import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** As far as the phone knows. */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);
