import { useId, useState } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { Button, Copy } from "../ui/button.tsx";
import { useHold } from "../ui/hold.ts";
import { Entrance } from "./entrance.tsx";

/** By then every browser has taken the file. */
const savingMs = 60_000;

/** The codes themselves, and ways to keep them. */
export function Codes({ codes }: { codes: readonly string[] }) {
  const t = useTexts();
  const text = `${t("recovery.file")}\n\n${codes.join("\n")}\n`;
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "pay200_recovery_codes.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), savingMs);
  };
  return (
    <>
      <ul className="codes" aria-label={t("recovery.title")}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row">
        <Copy wide text={codes.join("\n")} label={t("recovery.title")} />
        <Button small icon="download" onClick={save}>
          {t("recovery.save")}
        </Button>
      </div>
    </>
  );
}

/** Shown this once, after the first log-in. */
export function RecoveryCodes(props: { codes: readonly string[]; onDone: () => void }) {
  const t = useTexts();
  const id = useId();
  const [kept, setKept] = useState(false);
  useHold(true);
  return (
    <Entrance wide title={t("recovery.title")} note={t("recovery.note")}>
      <Codes codes={props.codes} />
      <label className="tick" htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          checked={kept}
          onChange={(event) => setKept(event.target.checked)}
        />
        {t("recovery.kept")}
      </label>
      <Button kind="primary" disabled={!kept} onClick={props.onDone}>
        {t("recovery.go")}
      </Button>
    </Entrance>
  );
}
