import { useState } from "react";
import { ask, client } from "../api/client.ts";
import { codeOf, faultOf, saidOf } from "../api/said.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Said } from "../ui/dialog.tsx";
import { Entrance } from "./entrance.tsx";
import { PasswordField } from "./password_field.tsx";
import { logOut, lookWhoIsLoggedIn } from "./session.ts";

const shortest = 8;

/** The form's state, wherever it stands. */
function useChangePassword(onDone: () => void) {
  const t = useTexts();
  const [now, setNow] = useState("");
  const [wanted, setWanted] = useState("");
  const [repeated, setRepeated] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ now?: string; new?: string; again?: string; all?: string }>(
    {},
  );

  const submit = async () => {
    if (busy) return;
    const faults = {
      ...(now === "" && { now: t("logIn.passwordMissing") }),
      ...([...wanted].length < shortest && { new: t("password.short") }),
      ...(wanted !== "" && wanted === now && { new: t("password.same") }),
      ...(repeated !== wanted && { again: t("password.different") }),
    };
    setWrong(faults);
    if (Object.keys(faults).length > 0) return;
    setBusy(true);
    const answer = await ask(
      client.POST("/backoffice/v1/password", { body: { password: now, newPassword: wanted } }),
    );
    setBusy(false);
    if (answer.kind === "done") {
      for (const set of [setNow, setWanted, setRepeated]) set("");
      await lookWhoIsLoggedIn();
      onDone();
    } else if (faultOf(answer) === "newPassword") setWrong({ new: t("password.easy") });
    else if (codeOf(answer) === "INVALID_CREDENTIALS") setWrong({ now: t("password.nowWrong") });
    else setWrong({ all: saidOf(answer, t) ?? "" });
  };

  const fields = (
    <>
      <PasswordField
        label={t("password.now")}
        value={now}
        onChange={setNow}
        error={wrong.now ?? null}
      />
      <PasswordField
        isNew
        label={t("password.new")}
        hint={t("password.hint")}
        value={wanted}
        onChange={setWanted}
        error={wrong.new ?? null}
      />
      <PasswordField
        isNew
        label={t("password.again")}
        value={repeated}
        onChange={setRepeated}
        error={wrong.again ?? null}
      />
      <Said text={wrong.all ?? null} />
    </>
  );
  return { fields, busy, submit };
}

/** On the profile's page. */
export function ChangePassword({ onDone }: { onDone: () => void }) {
  const t = useTexts();
  const { fields, busy, submit } = useChangePassword(onDone);
  return (
    <form
      className="stack narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {fields}
      <div className="row">
        <Button submit kind="primary" busy={busy}>
          {t("password.do")}
        </Button>
      </div>
    </form>
  );
}

/** Before anything else: the password was made by somebody else. */
export function MustChangePassword() {
  const t = useTexts();
  const { fields, busy, submit } = useChangePassword(() => undefined);
  return (
    <Entrance
      title={t("password.mustTitle")}
      note={t("password.mustNote")}
      onSubmit={() => void submit()}
    >
      {fields}
      <Button submit kind="primary" busy={busy}>
        {t("password.mustDo")}
      </Button>
      <Button kind="quiet" small onClick={() => void logOut()}>
        {t("logOut")}
      </Button>
    </Entrance>
  );
}
