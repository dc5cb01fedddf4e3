import { useState, type FormEvent } from "react";
import { ask, client } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { goBack } from "../navigation.ts";
import { Button, Result, Screen } from "../ui/screen.tsx";
import { PasswordField } from "./password_field.tsx";
import { faultOf, saidOf } from "./said.ts";

export function ChangePassword() {
  const t = useTexts();
  const [password, setPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [changed, setChanged] = useState(false);
  const [wrong, setWrong] = useState<{ now?: string; new?: string; all?: string }>({});

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const faults = {
      ...(password === "" && { now: t("logIn.passwordMissing") }),
      ...([...newPassword].length < 8 && { new: t("signUp.passwordShort") }),
    };
    setWrong(faults);
    if (Object.keys(faults).length > 0 || busy) return;
    setBusy(true);
    const outcome = await ask(
      client.POST("/v1/shopper/password", { body: { password, newPassword } }),
    );
    setBusy(false);
    if (outcome.kind === "done") {
      setPassword("");
      setNewPassword("");
      setChanged(true);
    } else if (faultOf(outcome) === "newPassword") setWrong({ new: t("signUp.passwordEasy") });
    else if (outcome.kind === "refused" && outcome.problem.code === "INVALID_CREDENTIALS")
      setWrong({ now: t("password.nowWrong") });
    else setWrong({ all: saidOf(outcome, t) ?? "" });
  };

  if (changed) {
    return (
      <Result
        tone="good"
        icon="check"
        title={t("password.changed")}
        note={t("password.changedNote")}
        actions={<Button onClick={goBack}>{t("ok")}</Button>}
      />
    );
  }
  return (
    <Screen title={t("password.title")} back className="entrance">
      <form onSubmit={(event) => void submit(event)} className="stack" noValidate>
        <PasswordField
          label={t("password.now")}
          value={password}
          onChange={setPassword}
          error={wrong.now ?? null}
        />
        <PasswordField
          isNew
          label={t("password.new")}
          hint={t("signUp.passwordHint")}
          value={newPassword}
          onChange={setNewPassword}
          error={wrong.new ?? null}
        />
        <p className="said wrong" role="alert">
          {wrong.all}
        </p>
        <Button submit busy={busy}>
          {t("password.do")}
        </Button>
      </form>
    </Screen>
  );
}
