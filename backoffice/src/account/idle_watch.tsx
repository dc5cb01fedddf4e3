import { useEffect, useState } from "react";
import { byDesk, lastAskedAt, type Account } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { idleAt, type IdleState } from "./idle.ts";
import { endSession, logOut, lookWhoIsLoggedIn } from "./session.ts";

/** Of mouse or keyboard, in whichever window: who works in one has not left the others. */
let actedAt = Date.now();
const others = new BroadcastChannel("pay200.acted");
others.onmessage = () => void (actedAt = Date.now());
function act(): void {
  const now = Date.now();
  if (now - actedAt >= 1000) others.postMessage(null);
  actedAt = now;
}

/** Keeps who works logged in, and warns who is about to be logged out. */
export function IdleWatch({ account }: { account: Account }) {
  const t = useTexts();
  const [now, setNow] = useState<IdleState>({ state: "awake" });
  const { idleSeconds, expiresAt } = account;

  useEffect(() => {
    let asking = false;
    let warning = false;
    act(); // who has just logged in is there
    // The warning is answered by its buttons: it does not go from under the pointer.
    const seen = () => {
      if (!warning) act();
    };
    const acts = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
    for (const one of acts) addEventListener(one, seen, { passive: true });
    const look = async () => {
      const idle = idleAt(Date.now(), {
        idleMs: idleSeconds * 1000,
        endsAt: byDesk(Date.parse(expiresAt)),
        lastAskedAt: lastAskedAt(),
        lastActedAt: actedAt,
      });
      warning = idle.state === "warn";
      setNow((before) => (before.state === idle.state && !warning ? before : idle));
      if (idle.state === "ended") return endSession();
      if (idle.state !== "ask" || asking) return;
      asking = true;
      await lookWhoIsLoggedIn();
      asking = false;
    };
    const timer = setInterval(() => void look(), 1000);
    return () => {
      clearInterval(timer);
      for (const one of acts) removeEventListener(one, seen);
    };
  }, [idleSeconds, expiresAt]);

  if (now.state !== "warn") return null;
  const seconds = Math.max(1, Math.ceil(now.leftMs / 1000));
  return (
    <Dialog
      title={t("idle.title")}
      onClose={null}
      actions={
        <>
          <Button onClick={() => void logOut()}>{t("logOut")}</Button>
          <Button
            kind="primary"
            onClick={() => {
              act();
              void lookWhoIsLoggedIn();
            }}
          >
            {t("idle.stay")}
          </Button>
        </>
      }
    >
      <p aria-live="off">{t("idle.note", { seconds })}</p>
    </Dialog>
  );
}
