import { useState, type FormEvent } from "react";
import { ask, client } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { goBack, useLayer } from "../navigation.ts";
import { forgetPasskeys } from "../passkey/passkeys.ts";
import { tell } from "../pay/pay_service.ts";
import { Button, Result, Screen } from "../ui/screen.tsx";
import { ChoosePin } from "./choose_pin.tsx";
import { PasswordField } from "./password_field.tsx";
import { faultOf, saidOf } from "./said.ts";

export function ChangePin() {
  const t = useTexts();
  const [password, setPassword] = useState("");
  const [step, setStep] = useState<"prove" | "choose" | "changed">("prove");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [pinWrong, setPinWrong] = useState<string | null>(null);

  useLayer(step === "choose", () => setStep("prove"));

  const next = (event: FormEvent) => {
    event.preventDefault();
    setWrong(password === "" ? t("logIn.passwordMissing") : null);
    setPinWrong(null);
    if (password !== "") setStep("choose");
  };

  const change = async (newPin: string) => {
    setBusy(true);
    const outcome = await ask(client.POST("/v1/shopper/pin", { body: { password, newPin } }));
    setBusy(false);
    if (outcome.kind === "done") {
      setPassword("");
      forgetPasskeys(); // they have ended with the old PIN
      tell({ type: "noticed" });
      return setStep("changed");
    }
    if (faultOf(outcome) === "newPin") return setPinWrong(t("pin.easy"));
    const mistyped = outcome.kind === "refused" && outcome.problem.code === "INVALID_CREDENTIALS";
    setWrong(mistyped ? t("password.nowWrong") : saidOf(outcome, t));
    setStep("prove");
  };

  if (step === "changed") {
    return (
      <Result
        tone="good"
        icon="check"
        title={t("pin.changed")}
        note={t("pin.changedNote")}
        actions={<Button onClick={goBack}>{t("ok")}</Button>}
      />
    );
  }
  if (step === "choose") {
    return (
      <ChoosePin
        busy={busy}
        error={pinWrong}
        onBack={() => setStep("prove")}
        onChosen={(pin) => void change(pin)}
      />
    );
  }
  return (
    <Screen title={t("pin.proveTitle")} back className="entrance">
      <p className="note">{t("pin.proveNote")}</p>
      <form onSubmit={next} className="stack" noValidate>
        <PasswordField
          label={t("logIn.password")}
          value={password}
          onChange={setPassword}
          error={wrong}
        />
        <Button submit>{t("signUp.next")}</Button>
      </form>
    </Screen>
  );
}
