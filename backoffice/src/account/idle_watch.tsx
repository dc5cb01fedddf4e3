import { useEffect, useState } from "react";
import { lastAskedAt, type Account } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { idleAt, type IdleState } from "./idle.ts";
import { endSession, logOut, lookWhoIsLoggedIn } from "./session.ts";

/** Keeps who works logged in, and warns who is about to be logged out. */
export function IdleWatch({ account }: { account: Account }) {
  const t = useTexts();
  const [now, setNow] = useState<IdleState>({ state: "awake" });
  const { idleSeconds, expiresAt } = account;

  useEffect(() => {
    let lastActedAt = 0;
    let asking = false;
    const act = () => void (lastActedAt = Date.now());
    const acts = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
    for (const one of acts) addEventListener(one, act, { passive: true });
    const look = async () => {
      const seen = idleAt(Date.now(), {
        idleMs: idleSeconds * 1000,
        endsAt: Date.parse(expiresAt),
        lastAskedAt: lastAskedAt(),
        lastActedAt,
      });
      setNow((before) => (before.state === seen.state && seen.state !== "warn" ? before : seen));
      if (seen.state === "ended") return endSession();
      if (seen.state !== "ask" || asking) return;
      asking = true;
      await lookWhoIsLoggedIn();
      asking = false;
    };
    const timer = setInterval(() => void look(), 1000);
    return () => {
      clearInterval(timer);
      for (const one of acts) removeEventListener(one, act);
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
          <Button kind="primary" onClick={() => void lookWhoIsLoggedIn()}>
            {t("idle.stay")}
          </Button>
        </>
      }
    >
      <p aria-live="off">{t("idle.note", { seconds })}</p>
    </Dialog>
  );
}
