import { useEffect, useState } from "react";
import { saidOf } from "../account/said.ts";
import { ask, client, type Passkey } from "../api/client.ts";
import { useLanguage, useTexts } from "../i18n/i18n.ts";
import { useLayer } from "../navigation.ts";
import { Icon } from "../ui/icon.tsx";
import { PinPad } from "../ui/pin_pad.tsx";
import { Button, ButtonLink, Lost, Screen } from "../ui/screen.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { dateTime } from "@pay200/shared/when.ts";
import { beginPasskey, deletePasskey, loadPasskeys, usePasskeys } from "./passkeys.ts";
import { canUsePasskeys, createPasskey } from "./webauthn.ts";

function DeleteAsk({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useTexts();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const act = async () => {
    setBusy(true);
    const wrong = saidOf(await deletePasskey(passkey.passkeyId), t);
    setBusy(false);
    setSaid(wrong);
    if (wrong === null) onClose();
  };
  return (
    <Sheet title={t("passkeys.deleteAsk")} onClose={onClose}>
      <div className="stack">
        <p className="note">{t("passkeys.deleteNote")}</p>
        <Button kind="danger" busy={busy} onClick={() => void act()}>
          {t("cards.delete")}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t("cards.keep")}
        </Button>
        <p className="said wrong" role="alert">
          {said}
        </p>
      </div>
    </Sheet>
  );
}

/** The PIN, and then whatever the device asks for. */
function Add({ onDone }: { onDone: () => void }) {
  const t = useTexts();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [locked, setLocked] = useState(false);

  const add = async (pin: string) => {
    setBusy(true);
    setSaid(await register(pin));
    setBusy(false);
  };
  const register = async (pin: string): Promise<string | null> => {
    const begun = await beginPasskey(pin);
    if (begun.kind !== "done") {
      const code = begun.kind === "refused" ? begun.problem.code : null;
      setLocked(code === "PIN_LOCKED");
      return code === "INVALID_PIN" ? t("pin.wrong") : saidOf(begun, t);
    }
    const made = await createPasskey(begun.data.publicKey);
    if (made.kind !== "given")
      return t(made.kind === "known" ? "passkeys.known" : "passkeys.dismissed");
    const body = { credential: made.credential };
    const added = await ask(client.POST("/v1/shopper/passkeys", { body }));
    // Registered perhaps, though the answer was lost: the list says.
    await loadPasskeys();
    if (added.kind !== "done") return saidOf(added, t);
    onDone();
    return null;
  };

  return (
    <Screen
      title={t("pin.enter")}
      back={onDone}
      className="pin-screen"
      actions={locked ? <ButtonLink to="#/pin">{t("pin.reset")}</ButtonLink> : null}
    >
      <p className="note">{t("passkeys.pinNote")}</p>
      <PinPad label={t("pin.pad")} busy={busy} error={said} onDone={(pin) => void add(pin)} />
    </Screen>
  );
}

export function PasskeysScreen() {
  const t = useTexts();
  const language = useLanguage();
  const passkeys = usePasskeys();
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => void loadPasskeys(), []);
  useLayer(adding, () => setAdding(false));
  if (adding) return <Add onDone={() => setAdding(false)} />;

  const list = passkeys.state === "there" ? passkeys.passkeys : [];
  const opened = list.find(({ passkeyId }) => passkeyId === open);
  const supported = canUsePasskeys();
  return (
    <Screen
      title={t("profile.passkeys")}
      back
      actions={
        passkeys.state === "lost" ? (
          <Button onClick={() => void loadPasskeys()}>{t("again")}</Button>
        ) : supported ? (
          <Button onClick={() => setAdding(true)}>
            <Icon name="plus" />
            {t("passkeys.add")}
          </Button>
        ) : null
      }
    >
      <p className="note">{t(supported ? "passkeys.note" : "passkeys.unsupported")}</p>
      {passkeys.state === "loading" ? <div className="ghost-list" aria-hidden="true" /> : null}
      {passkeys.state === "lost" ? <Lost title={t("lost.title")} /> : null}
      {passkeys.state === "there" && list.length === 0 ? (
        <div className="empty" role="status">
          <Icon name="finger" />
          <p className="headline">{t("passkeys.empty")}</p>
        </div>
      ) : null}
      <ul className="choices">
        {list.map((passkey) => (
          <li key={passkey.passkeyId}>
            <button type="button" className="choice" onClick={() => setOpen(passkey.passkeyId)}>
              <span className="card-words">
                <span>{passkey.name ?? t("passkeys.one")}</span>
                <span className="small">
                  {t("passkeys.since", { when: dateTime(passkey.createdAt, language) })}
                </span>
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
      {opened ? <DeleteAsk passkey={opened} onClose={() => setOpen(null)} /> : null}
    </Screen>
  );
}
