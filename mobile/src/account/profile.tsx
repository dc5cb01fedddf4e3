import { useState } from "react";
import { chooseLanguage, useLanguage, useTexts, type Key } from "../i18n/i18n.ts";
import { goInstead } from "../navigation.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Button, Screen } from "../ui/screen.tsx";
import { saidOf } from "./said.ts";
import { logOut, useMode, useSession } from "./session.ts";
import "./profile.css";

const places: [string, IconName, Key][] = [
  ["#/cards", "card", "profile.cards"],
  ["#/pin", "lock", "profile.pin"],
  ["#/passkeys", "finger", "profile.passkeys"],
  ["#/password", "key", "profile.password"],
];

function Languages() {
  const t = useTexts();
  const language = useLanguage();
  return (
    <fieldset className="segments">
      <legend className="unseen">{t("profile.language")}</legend>
      {(["ko", "en"] as const).map((one) => (
        <label key={one} lang={one}>
          <input
            type="radio"
            name="language"
            checked={language === one}
            onChange={() => void chooseLanguage(one).catch(() => undefined)}
          />
          <span>{one === "ko" ? "한국어" : "English"}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Profile() {
  const t = useTexts();
  const session = useSession();
  const mode = useMode();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setSaid(null);
    setBusy(true);
    const outcome = await logOut();
    setBusy(false);
    setSaid(outcome.kind === "lost" ? t("profile.logOutLost") : saidOf(outcome, t));
  };
  return (
    <Screen title={t("profile.title")} back={() => goInstead("#/")}>
      <div className="who">
        <p className="who-name">
          {session.state === "in" ? session.account.name : "\u00a0"}
          {mode === "test" ? <span className="badge">{t("test")}</span> : null}
        </p>
        <p className="small">{session.state === "in" ? session.account.loginId : "\u00a0"}</p>
      </div>
      <ul className="places">
        {places.map(([to, icon, name]) => (
          <li key={to}>
            <a href={to}>
              <Icon name={icon} />
              <span>{t(name)}</span>
              <Icon name="next" />
            </a>
          </li>
        ))}
        <li>
          <div className="place">
            <Icon name="globe" />
            <span>{t("profile.language")}</span>
            <Languages />
          </div>
        </li>
      </ul>
      <Button kind="quiet" busy={busy} onClick={() => void leave()}>
        {t("profile.logOut")}
      </Button>
      <p className="said wrong center" role="alert">
        {said}
      </p>
      <p className="small center version">pay200 {__VERSION__}</p>
    </Screen>
  );
}
