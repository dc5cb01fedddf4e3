import { lazy, Suspense, useState, type FormEvent } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { useLayer } from "../navigation.ts";
import { isUnderWay } from "../pay/pay_flow.ts";
import { flow } from "../pay/pay_service.ts";
import { useStore } from "@pay200/shared/store.ts";
import { Field } from "@pay200/shared/field.tsx";
import { Button, Screen } from "../ui/screen.tsx";
import { isEmailAddress } from "./email_address.ts";
import { PasswordField } from "./password_field.tsx";
import { saidOf } from "./said.ts";
import { logIn, usualMode, type Mode } from "./session.ts";

const SignUp = lazy(async () => ({ default: (await import("./sign_up.tsx")).SignUp }));

/** Test and live accounts are different ones; who has both says which. */
export function ModeSwitch(props: { mode: Mode; onChange: (mode: Mode) => void }) {
  const t = useTexts();
  return (
    <label className="switch">
      <input
        type="checkbox"
        checked={props.mode === "test"}
        onChange={(event) => props.onChange(event.target.checked ? "test" : "live")}
      />
      {t("logIn.testMode")}
    </label>
  );
}

export function LogIn() {
  const t = useTexts();
  const now = useStore(flow);
  const [signingUp, setSigningUp] = useState(false);
  const [loginId, setLoginId] = useState("");
  const [password, setPassword] = useState("");
  const [mode, setMode] = useState<Mode>(usualMode);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ id?: string; password?: string; all?: string }>({});

  useLayer(signingUp, () => setSigningUp(false));
  if (signingUp) {
    return (
      <Suspense fallback={<Screen title={t("signUp.title")} />}>
        <SignUp mode={mode} onMode={setMode} onLeave={() => setSigningUp(false)} />
      </Suspense>
    );
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const id = loginId.trim();
    const faults = {
      ...(!isEmailAddress(id) && { id: t("logIn.idWrong") }),
      ...(password === "" && { password: t("logIn.passwordMissing") }),
    };
    setWrong(faults);
    if (Object.keys(faults).length > 0 || busy) return;
    setBusy(true);
    const said = saidOf(await logIn(id, password, mode), t);
    setBusy(false);
    if (said !== null) setWrong({ all: said });
  };

  return (
    <Screen
      title={t("logIn.title")}
      className="entrance"
      bar={<span className="brand">pay200</span>}
    >
      <p className="note">{t(isUnderWay(now) ? "logIn.resume" : "logIn.note")}</p>
      <form onSubmit={(event) => void submit(event)} className="stack" noValidate>
        <Field
          label={t("logIn.id")}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          value={loginId}
          onChange={setLoginId}
          error={wrong.id ?? null}
        />
        <PasswordField
          label={t("logIn.password")}
          value={password}
          onChange={setPassword}
          error={wrong.password ?? null}
        />
        <p className="said wrong" role="alert">
          {wrong.all}
        </p>
        <Button submit busy={busy}>
          {t("logIn.do")}
        </Button>
        <Button kind="quiet" onClick={() => setSigningUp(true)}>
          {t("logIn.toSignUp")}
        </Button>
        <ModeSwitch mode={mode} onChange={setMode} />
      </form>
    </Screen>
  );
}
