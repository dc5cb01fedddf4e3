import { useState } from "react";
import { ask, client } from "../api/client.ts";
import { saidOf } from "../api/said.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Badge, Card, Facts, Notice, Page } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { When } from "../ui/when.tsx";
import { ChangePassword } from "./change_password.tsx";
import { CodeField } from "./code_field.tsx";
import { useCurrent } from "./current.ts";
import { Preferences } from "./preferences.tsx";
import { Codes } from "./recovery_codes.tsx";
import { logOut, lookWhoIsLoggedIn } from "./session.ts";

/** So few that one should make new ones. */
const few = 3;

export function Profile() {
  const t = useTexts();
  const { account } = useCurrent();
  const [renewing, setRenewing] = useState(false);
  return (
    <Page
      title={t("profile.title")}
      aside={
        <Button icon="out" onClick={() => void logOut()}>
          {t("logOut")}
        </Button>
      }
    >
      <div className="columns">
        <div className="stack wide-gap">
          <Card title={t("profile.account")}>
            <Facts
              of={[
                [t("profile.name"), account.name],
                [t("logIn.id"), account.loginId],
                [t("profile.sessionEnds"), <When key="at" at={account.expiresAt} />],
              ]}
            />
          </Card>
          <Card title={t("profile.merchants")} flush>
            <table className="table">
              <thead>
                <tr>
                  <th>{t("profile.merchant")}</th>
                  <th>{t("mode")}</th>
                  <th>{t("role")}</th>
                </tr>
              </thead>
              <tbody>
                {account.merchants.map(({ mId, name, mode, role, status }) => (
                  <tr key={mId}>
                    <td>
                      {name}
                      {status === "suspended" ? (
                        <Badge tone="bad">{t("merchant.suspended")}</Badge>
                      ) : null}
                      <span className="under code">{mId}</span>
                    </td>
                    <td>
                      <Badge tone={mode === "live" ? "good" : "note"}>{t(`mode.${mode}`)}</Badge>
                    </td>
                    <td>{t(`role.${role}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
          <Card title={t("profile.preferences")}>
            <Preferences />
          </Card>
        </div>
        <div className="stack wide-gap">
          <Card title={t("recovery.title")}>
            <div className="stack">
              <p>{t("recovery.left", { left: account.recoveryCodesLeft })}</p>
              {account.recoveryCodesLeft <= few ? (
                <Notice>{t("recovery.few")}</Notice>
              ) : (
                <p className="note small">{t("recovery.what")}</p>
              )}
              <div className="row">
                <Button icon="refresh" onClick={() => setRenewing(true)}>
                  {t("recovery.renew")}
                </Button>
              </div>
            </div>
          </Card>
          <Card title={t("password.title")}>
            <div className="stack">
              <p className="note small">{t("password.note")}</p>
              <ChangePassword onDone={() => toast(t("password.changed"))} />
            </div>
          </Card>
        </div>
      </div>
      {renewing ? <RenewRecoveryCodes onClose={() => setRenewing(false)} /> : null}
    </Page>
  );
}

function RenewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);

  const submit = async () => {
    if (busy) return;
    if (!/^\d{6}$/.test(code)) return setSaid(t("totp.codeMissing"));
    setBusy(true);
    setSaid(null);
    const answer = await ask(client.POST("/backoffice/v1/recovery-codes", { body: { code } }));
    setBusy(false);
    if (answer.kind === "done") {
      setCodes(answer.data.recoveryCodes);
      return void lookWhoIsLoggedIn();
    }
    setCode("");
    setSaid(saidOf(answer, t));
  };

  if (codes)
    return (
      <Dialog
        title={t("recovery.new")}
        onClose={null}
        holds
        actions={
          <Button kind="primary" onClick={onClose}>
            {t("recovery.keptDone")}
          </Button>
        }
      >
        <Notice>{t("recovery.once")}</Notice>
        <Codes codes={codes} />
      </Dialog>
    );
  return (
    <Dialog
      title={t("recovery.renew")}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button submit kind="primary" busy={busy}>
            {t("recovery.renewDo")}
          </Button>
        </>
      }
    >
      <p>{t("recovery.renewNote")}</p>
      <CodeField value={code} error={said} onChange={setCode} />
    </Dialog>
  );
}
