import { useEffect } from "react";
import { useMode, useSession } from "./account/session.ts";
import { CardFace, EmptyCard } from "./card/card_face.tsx";
import { loadCards, useCards } from "./card/cards.ts";
import { useTexts } from "./i18n/i18n.ts";
import { isUnderWay, isUntold } from "./pay/pay_flow.ts";
import { flow } from "./pay/pay_service.ts";
import { useStore } from "@pay200/shared/store.ts";
import { Icon } from "./ui/icon.tsx";
import { ButtonLink, Screen } from "./ui/screen.tsx";

export function Tabs({ at }: { at: "pay" | "history" }) {
  const t = useTexts();
  return (
    <nav className="tabs" aria-label={t("menu.label")}>
      <a href="#/" aria-current={at === "pay" ? "page" : undefined}>
        <Icon name="scan" />
        {t("menu.pay")}
      </a>
      <a href="#/history" aria-current={at === "history" ? "page" : undefined}>
        <Icon name="list" />
        {t("menu.history")}
      </a>
    </nav>
  );
}

export function ProfileLink() {
  const t = useTexts();
  return (
    <>
      {useMode() === "test" ? <span className="badge">{t("test")}</span> : null}
      <a href="#/profile" className="bar-button at-end" aria-label={t("menu.profile")}>
        <Icon name="person" />
      </a>
    </>
  );
}

export function Home() {
  const t = useTexts();
  const session = useSession();
  const cards = useCards();
  const now = useStore(flow);
  useEffect(() => void loadCards(), []);
  const first = cards.state === "there" ? cards.cards[0] : undefined;
  return (
    <Screen
      title={t("home.title")}
      hideTitle
      className="home"
      bar={
        <>
          <span className="brand">pay200</span>
          <ProfileLink />
        </>
      }
      actions={
        <>
          {isUnderWay(now) || isUntold(now) ? (
            <ButtonLink kind="second" to="#/pay">
              {t(isUntold(now) ? "home.result" : "home.resume")}
            </ButtonLink>
          ) : null}
          <ButtonLink to="#/scan">
            <Icon name="scan" />
            {t("home.scan")}
          </ButtonLink>
        </>
      }
      tabs={<Tabs at="pay" />}
    >
      <p className="hello">
        {session.state === "in" ? t("home.hello", { name: session.account.name }) : "\u00a0"}
      </p>
      <p className="headline">{t("home.note")}</p>
      {first ? (
        <CardFace card={first} />
      ) : (
        <EmptyCard loading={cards.state === "loading"} empty={cards.state === "there"} />
      )}
    </Screen>
  );
}
