// Around every page: the menu, whose shop it is, and whether its money is real.
import type { ReactNode } from "react";
import { useCurrent } from "./account/current.ts";
import { twinOf } from "./account/merchants.ts";
import { may } from "./account/role.ts";
import { logOut } from "./account/session.ts";
import { useTexts } from "./i18n/i18n.ts";
import { currentRoute, go } from "./navigation.ts";
import { places } from "./places.ts";
import { addressOf, elsewhere, type Page } from "./route.ts";
import { Icon } from "./ui/icon.tsx";
import { Badge } from "./ui/page.tsx";
import { Popover } from "./ui/popover.tsx";

export function Frame({ page, children }: { page: Page | null; children: ReactNode }) {
  const t = useTexts();
  const { merchant, account } = useCurrent();
  const { mId, mode, role } = merchant;
  return (
    <div className={`frame ${mode}`}>
      <div className="side">
        <header className="side-inside">
          <a
            className="skip"
            href="#content"
            onClick={(event) => {
              event.preventDefault();
              document.querySelector<HTMLElement>("main h1")?.focus();
            }}
          >
            {t("skip")}
          </a>

          <a className="brand" href={addressOf(mId, { name: "overview", days: 7 })}>
            pay200 <span className="brand-part">{t("brand.part")}</span>
          </a>
          <Merchants />
          <nav className="menu-main" aria-label={t("menu.label")}>
            {places.map(({ text, places }) => {
              const open = places.filter(({ right }) => may(role, right));
              if (open.length === 0) return null;
              return (
                <div key={text} className="menu-group">
                  <p className="menu-name">{t(text)}</p>
                  <ul>
                    {open.map((place) => (
                      <li key={place.text}>
                        <a
                          className="menu-link"
                          href={addressOf(mId, place.page)}
                          aria-current={
                            page && place.holds.includes(page.name) ? "page" : undefined
                          }
                        >
                          <Icon name={place.icon} />
                          {t(place.text)}
                        </a>
                      </li>
                    ))}
                  </ul>
                </div>
              );
            })}
          </nav>
          <div className="side-foot">
            <a
              className="menu-link"
              href={addressOf(mId, { name: "profile" })}
              aria-current={page?.name === "profile" ? "page" : undefined}
            >
              <Icon name="person" />
              <span className="who">
                <span className="cut">{account.name}</span>
                <span className="under cut">{t(`role.${role}`)}</span>
              </span>
            </a>
            <button
              type="button"
              className="button quiet only-icon"
              aria-label={t("logOut")}
              title={t("logOut")}
              onClick={() => void logOut()}
            >
              <Icon name="out" />
            </button>
          </div>
        </header>
      </div>
      <div className="content">
        {mode === "test" ? (
          <p className="test-band" role="region" aria-label={t("mode")}>
            <strong>{t("mode.test")}</strong> {t("mode.testNote")}
          </p>
        ) : null}
        {merchant.status === "suspended" ? (
          <p className="test-band suspended" role="region" aria-label={t("merchant.suspended")}>
            <strong>{t("merchant.suspended")}</strong> {t("merchant.suspendedNote")}
          </p>
        ) : null}
        {children}
      </div>
    </div>
  );
}

const goTo = (mId: string) => go(addressOf(mId, elsewhere(currentRoute().page)));

function Merchants() {
  const t = useTexts();
  const { merchant, account } = useCurrent();
  const twin = twinOf(account.merchants, merchant);
  const modes = ["test", "live"] as const;
  return (
    <div className="merchants">
      <Popover
        className="wide"
        buttonClass="merchant-button"
        button={
          <>
            <span className="unseen">{t("merchant.choose")}</span>
            <span className="merchant-name">
              <span className="cut">{merchant.name}</span>
              <span className="under code">{merchant.mId}</span>
            </span>
            <Icon name="down" />
          </>
        }
      >
        {(close) => (
          <div className="menu">
            {account.merchants.map(({ mId, name, mode }) => (
              <button
                key={mId}
                type="button"
                className="menu-item"
                aria-current={mId === merchant.mId ? "true" : undefined}
                onClick={() => {
                  close();
                  if (mId !== merchant.mId) goTo(mId);
                }}
              >
                <Icon name={mId === merchant.mId ? "check" : "shop"} />
                <span className="merchant-name">
                  <span className="cut">{name}</span>
                  <span className="under code">{mId}</span>
                </span>
                <Badge tone={mode === "live" ? "good" : "note"}>{t(`mode.${mode}`)}</Badge>
              </button>
            ))}
          </div>
        )}
      </Popover>
      <div className="mode-switch" role="group" aria-label={t("mode")}>
        {modes.map((mode) => {
          const here = merchant.mode === mode;
          return (
            <button
              key={mode}
              type="button"
              className={`mode-button ${mode}`}
              aria-pressed={here}
              disabled={!here && twin === null}
              title={!here && twin === null ? t("mode.noTwin") : undefined}
              onClick={() => {
                if (!here && twin) goTo(twin.mId);
              }}
            >
              {t(`mode.${mode}`)}
            </button>
          );
        })}
      </div>
    </div>
  );
}
