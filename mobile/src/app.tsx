import { Component, lazy, Suspense, useEffect, type ComponentType, type ReactNode } from "react";
import { useSession } from "./account/session.ts";
import { Home } from "./home.tsx";
import { useTexts } from "./i18n/i18n.ts";
import { goBack, goInstead, keptToken, useRoute } from "./navigation.ts";
import { isOpen } from "./pay/pay_flow.ts";
import { flow, tell } from "./pay/pay_service.ts";
import type { Route } from "./route.ts";
import { useStore } from "@pay200/shared/store.ts";
import { useOnline } from "./ui/online.ts";
import { Icon } from "./ui/icon.tsx";
import { Button, Result, Screen } from "./ui/screen.tsx";

/** A screen that is fetched when somebody goes there. */
const later = <T extends object>(load: () => Promise<T>, name: keyof T) =>
  lazy(async () => ({ default: (await load())[name] as ComponentType<Record<string, unknown>> }));

const LogIn = later(() => import("./account/log_in.tsx"), "LogIn");
const Pay = later(() => import("./pay/pay.tsx"), "Pay");
const Scan = later(() => import("./scan/scan.tsx"), "Scan");
const History = later(() => import("./history/history.tsx"), "History");
const ReceiptScreen = later(() => import("./history/receipt.tsx"), "ReceiptScreen");
const Profile = later(() => import("./account/profile.tsx"), "Profile");
const CardsScreen = later(() => import("./card/cards_screen.tsx"), "CardsScreen");
const AddCard = later(() => import("./card/add_card.tsx"), "AddCard");
const ChangePin = later(() => import("./account/change_pin.tsx"), "ChangePin");
const ChangePassword = later(() => import("./account/change_password.tsx"), "ChangePassword");
const PasskeysScreen = later(() => import("./passkey/passkeys_screen.tsx"), "PasskeysScreen");

function Place({ route }: { route: Route }) {
  const now = useStore(flow);
  switch (route.name) {
    case "scan":
      return <Scan />;
    case "qr":
    case "pay":
    case "pin":
    case "payment":
      return now.step === "idle" ? <Home /> : <Pay pin={route.name === "pin"} />;
    case "history":
      return <History month={route.month} />;
    case "receipt":
      return <ReceiptScreen paymentKey={route.key} />;
    case "profile":
      return <Profile />;
    case "cards":
      return <CardsScreen />;
    case "addCard":
      return <AddCard />;
    case "changePin":
      return <ChangePin />;
    case "changePassword":
      return <ChangePassword />;
    case "passkeys":
      return <PasskeysScreen />;
    case "home":
      return <Home />;
  }
}

/** A part of the app that could not be fetched, most likely for want of a connection. */
class Fetched extends Component<{ broken: ReactNode; children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? this.props.broken : this.props.children;
  }
}

/** The page anew, and a code that has just been scanned with it. */
function loadAnew(): void {
  const now = flow.get();
  if ("token" in now && now.token !== null) goInstead(`#qr=${now.token}`);
  location.reload();
}

function Broken() {
  const t = useTexts();
  useEffect(() => {
    // What is on its way would be forgotten with the page.
    const anew = () => isOpen(flow.get()) || loadAnew();
    addEventListener("online", anew);
    return () => removeEventListener("online", anew);
  }, []);
  return (
    <Result
      tone="calm"
      icon="offline"
      title={t("broken.title")}
      note={t("lost.note")}
      actions={<Button onClick={loadAnew}>{t("again")}</Button>}
    />
  );
}

const Loading = () => {
  const t = useTexts();
  return (
    <Screen
      title={t("loading")}
      hideTitle
      className="waiting"
      bar={<span className="brand">pay200</span>}
    >
      <div className="ring" aria-hidden="true" />
    </Screen>
  );
};

function Offline() {
  const t = useTexts();
  return (
    <div role="status">
      {useOnline() ? null : (
        <p className="offline">
          <Icon name="offline" />
          {t("offline")}
        </p>
      )}
    </div>
  );
}

export function App() {
  const session = useSession();
  const route = useRoute();
  const now = useStore(flow);

  useEffect(() => {
    const idle = flow.get().step === "idle";
    // Loaded anew while the PIN was asked for, or while its answer was awaited: below lies the payment.
    if (route.name === "pin" && idle) return goBack();
    const token = route.name === "qr" ? route.token : route.name === "pay" && idle && keptToken();
    if (token) {
      // The token is for the gateway alone: it does not stay in the address.
      goInstead("#/pay", token);
      tell({ type: "open", token });
    }
    if (route.name !== "payment" || keyOf(flow.get()) === route.key) return;
    tell({ type: "openKey", key: route.key });
    // What is on its way is not left for another payment.
    if (isOpen(flow.get())) goInstead("#/pay");
  }, [route]);

  const key = keyOf(now);
  useEffect(() => {
    // A page that is loaded anew finds its payment again.
    if (key !== null && route.name === "pay") goInstead(`#payment=${key}`);
  }, [key, route]);

  if (session.state === "unknown" && !session.lost) return <Loading />;
  const out = session.state === "out";
  return (
    <>
      <Offline />
      <Fetched key={out ? "logIn" : placeOf(route)} broken={<Broken />}>
        <Suspense fallback={<Loading />}>{out ? <LogIn /> : <Place route={route} />}</Suspense>
      </Fetched>
    </>
  );
}

/** A payment's addresses are one place. */
const placeOf = ({ name }: Route): string =>
  ["qr", "pay", "pin", "payment"].includes(name) ? "pay" : name;

/** Of the payment that the shopper is with. */
function keyOf(now: ReturnType<typeof flow.get>): string | null {
  if ("payment" in now) return now.payment.paymentKey;
  return now.step === "opening" ? now.key : null;
}
