import { Field } from "@pay200/shared/field.tsx";
import { lazy, Suspense, useState } from "react";
import { ask, client, keepCsrfToken, type Outcome } from "../api/client.ts";
import { codeOf, saidOf } from "../api/said.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Said } from "../ui/dialog.tsx";
import { Notice } from "../ui/page.tsx";
import { CodeField, focus } from "./code_field.tsx";
import { Entrance } from "./entrance.tsx";
import { PasswordField } from "./password_field.tsx";
import { enter } from "./session.ts";

const Enroll = lazy(async () => ({ default: (await import("./enroll.tsx")).Enroll }));

type Step = "password" | "totp" | "enroll";

export function LogIn({ ended }: { ended: boolean }) {
  const t = useTexts();
  const [step, setStep] = useState<Step>("password");
  const [late, setLate] = useState(false);
  /** Ten minutes are over, or somebody has locked the account meanwhile. */
  const anew = () => {
    setLate(true);
    setStep("password");
  };
  switch (step) {
    case "password":
      return (
        <Password
          first={late ? t("logIn.tooLate") : ended ? t("logIn.ended") : null}
          onNext={(next) => setStep(next === "TOTP" ? "totp" : "enroll")}
        />
      );
    case "totp":
      return <Totp onAnew={anew} onBack={() => setStep("password")} />;
    case "enroll":
      return (
        <Suspense fallback={<Entrance title={t("enroll.title")}>{null}</Entrance>}>
          <Enroll onAnew={anew} />
        </Suspense>
      );
  }
}

function Password(props: { first: string | null; onNext: (next: "TOTP" | "ENROLL_TOTP") => void }) {
  const t = useTexts();
  const [loginId, setLoginId] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ id?: string; password?: string }>({});
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null);

  const submit = async () => {
    const id = loginId.trim();
    const faults = {
      ...(id === "" && { id: t("logIn.idMissing") }),
      ...(password === "" && { password: t("logIn.passwordMissing") }),
    };
    setWrong(faults);
    setOutcome(null);
    if (Object.keys(faults).length > 0 || busy) return;
    setBusy(true);
    const answer = await ask(
      client.POST("/backoffice/v1/login", { body: { loginId: id, password } }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setOutcome(answer);
    keepCsrfToken(answer.data.csrfToken);
    props.onNext(answer.data.next);
  };

  const locked = outcome !== null && codeOf(outcome) === "ACCOUNT_LOCKED";
  return (
    <Entrance title={t("logIn.title")} note={t("logIn.note")} onSubmit={() => void submit()}>
      {props.first && outcome === null ? <Notice>{props.first}</Notice> : null}
      <Field
        label={t("logIn.id")}
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={255}
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
      {locked ? (
        <div role="alert">
          <Notice tone="bad">
            <strong>{saidOf(outcome, t)}</strong>
            <br />
            {t("logIn.lockedNote")}
          </Notice>
        </div>
      ) : (
        <Said text={outcome && saidOf(outcome, t)} />
      )}
      <Button submit kind="primary" busy={busy}>
        {t("logIn.next")}
      </Button>
      <p className="note small">{t("logIn.help")}</p>
    </Entrance>
  );
}

function Totp(props: { onAnew: () => void; onBack: () => void }) {
  const t = useTexts();
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);

  const submit = async (typed = code) => {
    const given = typed.trim();
    if (busy) return;
    if (recovery ? given.length < 6 : !/^\d{6}$/.test(given))
      return setSaid(t(recovery ? "totp.recoveryMissing" : "totp.codeMissing"));
    setBusy(true);
    setSaid(null);
    const answer = await ask(client.POST("/backoffice/v1/login/totp", { body: { code: given } }));
    setBusy(false);
    if (answer.kind === "done") return enter(answer.data);
    if (codeOf(answer) === "UNAUTHORIZED") return props.onAnew();
    setCode("");
    setSaid(saidOf(answer, t));
  };

  return (
    <Entrance
      title={t("totp.title")}
      note={t(recovery ? "totp.recoveryNote" : "totp.note")}
      onSubmit={() => void submit()}
    >
      {recovery ? (
        <Field
          key="recovery"
          label={t("totp.recovery")}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={20}
          placeholder="xxxxx-xxxxx"
          value={code}
          onChange={setCode}
          error={said}
          inputRef={focus}
        />
      ) : (
        <CodeField
          key="code"
          value={code}
          error={said}
          onChange={(typed) => {
            setCode(typed);
            if (typed.length === 6) void submit(typed);
          }}
        />
      )}
      <Button submit kind="primary" busy={busy}>
        {t("logIn.do")}
      </Button>
      <div className="row-between">
        <Button
          kind="quiet"
          small
          onClick={() => {
            setRecovery(!recovery);
            setCode("");
            setSaid(null);
          }}
        >
          {t(recovery ? "totp.useCode" : "totp.useRecovery")}
        </Button>
        <Button kind="quiet" small onClick={props.onBack}>
          {t("totp.otherAccount")}
        </Button>
      </div>
    </Entrance>
  );
}
