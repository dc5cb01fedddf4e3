import { useState, type FormEvent } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { useLayer } from "../navigation.ts";
import { Field } from "@pay200/shared/field.tsx";
import { Button, Screen } from "../ui/screen.tsx";
import { ChoosePin } from "./choose_pin.tsx";
import { isEmailAddress } from "./email_address.ts";
import { ModeSwitch } from "./log_in.tsx";
import { PasswordField } from "./password_field.tsx";
import { faultOf, saidOf } from "./said.ts";
import { signUp, type Mode } from "./session.ts";

type Faults = Partial<Record<"loginId" | "name" | "password" | "all", string>>;

export function SignUp(props: { mode: Mode; onMode: (mode: Mode) => void; onLeave: () => void }) {
  const t = useTexts();
  const [loginId, setLoginId] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { mode } = props;
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Faults>({});
  const [pinWrong, setPinWrong] = useState<string | null>(null);

  const next = (event: FormEvent) => {
    event.preventDefault();
    const faults: Faults = {
      ...(!isEmailAddress(loginId.trim()) && { loginId: t("logIn.idWrong") }),
      ...(name.trim() === "" && { name: t("signUp.nameWrong") }),
      ...([...password].length < 8 && { password: t("signUp.passwordShort") }),
    };
    setWrong(faults);
    setPinWrong(null);
    setChoosing(Object.keys(faults).length === 0);
  };

  const finish = async (pin: string) => {
    setBusy(true);
    const outcome = await signUp(
      { loginId: loginId.trim(), name: name.trim(), password, pin },
      mode,
    );
    setBusy(false);
    if (outcome.kind === "done") return;
    const fault = faultOf(outcome);
    if (fault === "pin") return setPinWrong(t("pin.easy"));
    setChoosing(false);
    if (fault === "password") setWrong({ password: t("signUp.passwordEasy") });
    else if (fault === "loginId") setWrong({ loginId: t("logIn.idWrong") });
    else if (fault === "name") setWrong({ name: t("signUp.nameWrong") });
    else if (outcome.kind === "refused" && outcome.problem.code === "DUPLICATED_LOGIN_ID")
      setWrong({ loginId: t("signUp.taken") });
    else setWrong({ all: saidOf(outcome, t) ?? "" });
  };

  useLayer(choosing, () => setChoosing(false));
  if (choosing) {
    return (
      <ChoosePin
        busy={busy}
        error={pinWrong}
        onBack={() => setChoosing(false)}
        onChosen={(pin) => void finish(pin)}
      />
    );
  }
  return (
    <Screen title={t("signUp.title")} back={props.onLeave} className="entrance">
      <form onSubmit={next} className="stack" noValidate>
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
          error={wrong.loginId ?? null}
        />
        <Field
          label={t("signUp.name")}
          autoComplete="name"
          maxLength={60}
          value={name}
          onChange={setName}
          error={wrong.name ?? null}
        />
        <PasswordField
          isNew
          label={t("signUp.password")}
          hint={t("signUp.passwordHint")}
          value={password}
          onChange={setPassword}
          error={wrong.password ?? null}
        />
        <p className="said wrong" role="alert">
          {wrong.all}
        </p>
        <Button submit>{t("signUp.next")}</Button>
        <ModeSwitch mode={mode} onChange={props.onMode} />
      </form>
    </Screen>
  );
}
