import {
  Component,
  lazy,
  Suspense,
  useEffect,
  useMemo,
  type ComponentType,
  type ReactNode,
} from "react";
import { CurrentContext } from "./account/current.ts";
import { Entrance } from "./account/entrance.tsx";
import { IdleWatch } from "./account/idle_watch.tsx";
import { LogIn } from "./account/log_in.tsx";
import { merchantOf } from "./account/merchants.ts";
import { RecoveryCodes } from "./account/recovery_codes.tsx";
import { enter, logOut, lookWhoIsLoggedIn, useSession } from "./account/session.ts";
import type { Account } from "./api/client.ts";
import { Frame } from "./frame.tsx";
import { useTexts } from "./i18n/i18n.ts";
import { goInstead, useRoute } from "./navigation.ts";
import { addressOf, type Page as Place } from "./route.ts";
import { Button, ButtonLink } from "./ui/button.tsx";
import { Card, Empty, Page } from "./ui/page.tsx";
import { Toasts } from "./ui/toast.tsx";

/** A page that is fetched when somebody goes there. */
const later = <Given,>(load: () => Promise<ComponentType<Given>>) =>
  lazy(async () => ({ default: await load() }));

const Overview = later(async () => (await import("./overview/overview.tsx")).Overview);
const Transactions = later(
  async () => (await import("./transaction/transactions.tsx")).Transactions,
);
const PaymentPage = later(async () => (await import("./payment/payment_page.tsx")).PaymentPage);
const SettlementsPage = later(
  async () => (await import("./settlement/settlements_page.tsx")).SettlementsPage,
);
const SettlementPage = later(
  async () => (await import("./settlement/settlement_page.tsx")).SettlementPage,
);
const KeysPage = later(async () => (await import("./api_key/keys_page.tsx")).KeysPage);
const OriginsPage = later(async () => (await import("./origin/origins_page.tsx")).OriginsPage);
const WebhooksPage = later(async () => (await import("./webhook/webhooks_page.tsx")).WebhooksPage);
const DeliveriesPage = later(
  async () => (await import("./webhook/deliveries_page.tsx")).DeliveriesPage,
);
const DeliveryPage = later(async () => (await import("./webhook/delivery_page.tsx")).DeliveryPage);
const MembersPage = later(async () => (await import("./member/members_page.tsx")).MembersPage);
const Profile = later(async () => (await import("./account/profile.tsx")).Profile);
const MustChangePassword = later(
  async () => (await import("./account/change_password.tsx")).MustChangePassword,
);

function Shown({ page }: { page: Place }) {
  switch (page.name) {
    case "overview":
      return <Overview days={page.days} />;
    case "transactions":
      return <Transactions filter={page.filter} cursor={page.cursor} />;
    case "payment":
      return <PaymentPage key={page.key} paymentKey={page.key} />;
    case "settlements":
      return <SettlementsPage range={page.range} after={page.after} />;
    case "settlement":
      return <SettlementPage key={page.id} id={page.id} />;
    case "keys":
      return <KeysPage />;
    case "origins":
      return <OriginsPage />;
    case "webhooks":
      return <WebhooksPage />;
    case "deliveries":
      return <DeliveriesPage endpoint={page.endpoint} status={page.status} after={page.after} />;
    case "delivery":
      return <DeliveryPage key={page.id} id={page.id} />;
    case "members":
      return <MembersPage />;
    case "profile":
      return <Profile />;
  }
}

/** A page that could not be fetched, or that broke. */
class Kept extends Component<{ broken: ReactNode; children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? this.props.broken : this.props.children;
  }
}

function Broken() {
  const t = useTexts();
  return (
    <Page title={t("broken.title")} hideTitle>
      <Card>
        <Empty icon="alert" title={t("broken.title")} note={t("broken.note")}>
          <Button icon="refresh" onClick={() => location.reload()}>
            {t("broken.reload")}
          </Button>
        </Empty>
      </Card>
    </Page>
  );
}

/** Before somebody is in, there is no page to say it on. */
function BrokenEntrance() {
  const t = useTexts();
  return (
    <Entrance title={t("broken.title")} note={t("broken.note")}>
      <Button kind="primary" onClick={() => location.reload()}>
        {t("broken.reload")}
      </Button>
    </Entrance>
  );
}

export const App = () => (
  <Kept broken={<BrokenEntrance />}>
    <Session />
  </Kept>
);

function Session() {
  const t = useTexts();
  const session = useSession();
  switch (session.state) {
    case "unknown":
      return session.lost ? (
        <Entrance title={t("lost.title")} note={t("lost.note")}>
          <Button kind="primary" onClick={() => void lookWhoIsLoggedIn()}>
            {t("again")}
          </Button>
        </Entrance>
      ) : null;
    case "out":
      return <LogIn ended={session.ended} />;
    case "enrolled":
      return <RecoveryCodes codes={session.recoveryCodes} onDone={() => enter(session.account)} />;
    case "in":
      return session.account.mustChangePassword ? (
        <Suspense>
          <MustChangePassword />
        </Suspense>
      ) : (
        <Inside account={session.account} />
      );
  }
}

const lastMerchant = "pay200.merchant";
function lastOne(): string | null {
  try {
    return localStorage.getItem(lastMerchant);
  } catch {
    return null; // A browser that keeps nothing.
  }
}

function Inside({ account }: { account: Account }) {
  const t = useTexts();
  const route = useRoute();
  const merchant = merchantOf(account.merchants, route.merchant, lastOne());
  const current = useMemo(() => (merchant ? { account, merchant } : null), [account, merchant]);
  const mId = merchant?.mId ?? null;

  useEffect(() => {
    if (mId === null) return;
    try {
      localStorage.setItem(lastMerchant, mId);
    } catch {
      // For this time, then.
    }
    if (route.merchant === null && route.page) goInstead(addressOf(mId, route.page));
  }, [mId, route]);

  if (!current)
    return (
      <Entrance
        title={t(account.merchants.length === 0 ? "merchant.none" : "merchant.notYours")}
        note={t(account.merchants.length === 0 ? "merchant.noneNote" : "merchant.notYoursNote")}
      >
        {account.merchants.length > 0 ? (
          <ButtonLink kind="primary" to="#/">
            {t("merchant.own")}
          </ButtonLink>
        ) : null}
        <Button onClick={() => void logOut()}>{t("logOut")}</Button>
      </Entrance>
    );

  const { page } = route;
  return (
    <CurrentContext value={current}>
      <Frame page={page}>
        <Kept key={`${current.merchant.mId} ${page?.name}`} broken={<Broken />}>
          <Suspense fallback={<div className="page" aria-busy="true" />}>
            {page ? (
              <Shown page={page} />
            ) : (
              <Page title={t("notFound.title")} hideTitle>
                <Card>
                  <Empty icon="search" title={t("notFound.title")} note={t("notFound.page")}>
                    <ButtonLink to="#/">{t("overview.title")}</ButtonLink>
                  </Empty>
                </Card>
              </Page>
            )}
          </Suspense>
        </Kept>
      </Frame>
      <Toasts />
      <IdleWatch account={account} />
    </CurrentContext>
  );
}
