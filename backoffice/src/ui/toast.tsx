// A word on what has been done, for a moment.
import { createStore, useStore } from "@pay200/shared/store.ts";
import { Icon } from "./icon.tsx";

const shownMs = 4_000;
const said = createStore<{ text: string; number: number } | null>(null);
let number = 0;

export function toast(text: string): void {
  const mine = ++number;
  said.set({ text, number: mine });
  setTimeout(() => {
    if (said.get()?.number === mine) said.set(null);
  }, shownMs);
}

export function Toasts() {
  const now = useStore(said);
  return (
    <div className="toasts" role="status">
      {now ? (
        <p key={now.number} className="toast">
          <Icon name="check" />
          {now.text}
        </p>
      ) : null}
    </div>
  );
}
