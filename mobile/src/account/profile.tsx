import { useState } from "react";
import { chooseLanguage, useLanguage, useTexts, type Key } from "../i18n/i18n.ts";
import { goInstead } from "../navigation.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Button, Screen } from "../ui/screen.tsx";
import { logOut, useSession } from "./session.ts";
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
  const [lost, setLost] = useState(false);
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setLost(false);
    setBusy(true);
    setLost((await logOut()).kind === "lost");
    setBusy(false);
  };
  return (
    <Screen title={t("profile.title")} back={() => goInstead("#/")}>
      <div className="who">
        <p className="who-name">
          {session.state === "in" ? session.account.name : "\u00a0"}
          {session.state === "in" && session.account.mode === "test" ? (
            <span className="badge">{t("test")}</span>
          ) : null}
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
        {lost ? t("profile.logOutLost") : null}
      </p>
      <p className="small center version">pay200 {__VERSION__}</p>
    </Screen>
  );
}
