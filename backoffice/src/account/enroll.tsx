import { useEffect, useState } from "react";
import { ask, client, type Outcome } from "../api/client.ts";
import { codeOf, saidOf } from "../api/said.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button, Copy } from "../ui/button.tsx";
import { Bone } from "../ui/page.tsx";
import { CodeField } from "./code_field.tsx";
import { Entrance } from "./entrance.tsx";
import { Qr } from "./qr.tsx";
import { enter } from "./session.ts";

interface Enrollment {
  secret: string;
  otpauthUrl: string;
}

/** The first log-in: an authenticator app is set up. */
export function Enroll(props: { onAnew: () => void }) {
  const t = useTexts();
  const [enrollment, setEnrollment] = useState<Enrollment | null>(null);
  const [failed, setFailed] = useState<Outcome<unknown> | null>(null);
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const { onAnew } = props;

  const begin = async () => {
    setFailed(null);
    const answer = await ask(client.POST("/backoffice/v1/login/totp/enroll"));
    if (answer.kind === "done") setEnrollment(answer.data);
    else if (codeOf(answer) === "UNAUTHORIZED") onAnew();
    else setFailed(answer);
  };
  // Once: each one asked for makes the one before worthless.
  useEffect(() => {
    void begin();
  }, []);

  const submit = async (typed = code) => {
    if (busy || !enrollment) return;
    if (!/^\d{6}$/.test(typed)) return setSaid(t("totp.codeMissing"));
    setBusy(true);
    setSaid(null);
    const answer = await ask(
      client.POST("/backoffice/v1/login/totp/confirm", { body: { code: typed } }),
    );
    setBusy(false);
    if (answer.kind === "done") return enter(answer.data.account, answer.data.recoveryCodes);
    if (codeOf(answer) === "UNAUTHORIZED") return onAnew();
    setCode("");
    setSaid(saidOf(answer, t));
  };

  if (failed)
    return (
      <Entrance title={t("enroll.title")} note={saidOf(failed, t)}>
        <Button kind="primary" onClick={() => void begin()}>
          {t("again")}
        </Button>
      </Entrance>
    );
  return (
    <Entrance wide title={t("enroll.title")} note={t("enroll.note")} onSubmit={() => void submit()}>
      <ol className="steps">
        <li>{t("enroll.install")}</li>
        <li>
          {t("enroll.scan")}
          <div className="enroll-code">
            {enrollment ? (
              <Qr text={enrollment.otpauthUrl} label={t("enroll.qr")} />
            ) : (
              <span className="qr bone" aria-hidden="true" />
            )}
            <div className="enroll-secret">
              <p className="note small">{t("enroll.type")}</p>
              {enrollment ? (
                <p className="secret">
                  <code>{enrollment.secret.match(/.{1,4}/g)?.join(" ")}</code>
                  <Copy text={enrollment.secret} label={t("enroll.secret")} />
                </p>
              ) : (
                <Bone width="l" />
              )}
            </div>
          </div>
        </li>
        <li>
          {t("enroll.code")}
          <CodeField
            quiet
            value={code}
            error={said}
            onChange={(typed) => {
              setCode(typed);
              if (typed.length === 6) void submit(typed);
            }}
          />
        </li>
      </ol>
      <Button submit kind="primary" busy={busy} disabled={!enrollment}>
        {t("enroll.do")}
      </Button>
    </Entrance>
  );
}
