// Light or dark: as the system is, until somebody chooses.
import { createStore, useStore } from "@pay200/shared/store.ts";

export const looks = ["system", "light", "dark"] as const;
export type Look = (typeof looks)[number];

const kept = "pay200.look";
const look = createStore<Look>("system");
export const useLook = (): Look => useStore(look);

function show(chosen: Look): void {
  if (chosen === "system") delete document.documentElement.dataset["look"];
  else document.documentElement.dataset["look"] = chosen;
  look.set(chosen);
}

export function startLook(): void {
  try {
    show(looks.find((one) => one === localStorage.getItem(kept)) ?? "system");
  } catch {
    // A browser that keeps nothing.
  }
}

export function chooseLook(chosen: Look): void {
  show(chosen);
  try {
    localStorage.setItem(kept, chosen);
  } catch {
    // For this time, then.
  }
}
