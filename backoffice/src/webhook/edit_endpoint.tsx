import { Field } from "@pay200/shared/field.tsx";
import { useState } from "react";
import { useCurrent } from "../account/current.ts";
import { afterwards } from "../api/afterwards.ts";
import { ask, client, type Endpoint, type EventType, type Outcome } from "../api/client.ts";
import { faultOf, saidOf } from "../api/said.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, Said } from "../ui/dialog.tsx";
import { toast } from "../ui/toast.tsx";

const eventTypes = [
  "PAYMENT_STATUS_CHANGED",
  "CANCEL_STATUS_CHANGED",
  "SETTLEMENT_CREATED",
  "DISPUTE_OPENED",
] as const;

/** A new one, or what there is of one that is there. */
export function EditEndpoint(props: {
  of: Endpoint | null;
  onAdded: (secret: string) => void;
  onClose: () => void;
}) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { of } = props;
  const [url, setUrl] = useState(of?.url ?? "");
  const [description, setDescription] = useState(of?.description ?? "");
  const [events, setEvents] = useState<readonly EventType[]>(of?.eventTypes ?? eventTypes);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ url?: string; events?: string }>({});
  const [said, setSaid] = useState<string | null>(null);
  /** Nobody knows yet whether this was done: the same, asked for again, is asked for under its key. */
  const [doubted, setDoubted] = useState<{ body: string; idempotencyKey: string } | null>(null);

  const submit = async () => {
    if (busy) return;
    const address = url.trim();
    const faults = {
      ...(!/^https:\/\/[^/\s]/.test(address) && { url: t("hooks.urlWrong") }),
      ...(events.length === 0 && { events: t("hooks.eventsMissing") }),
    };
    setWrong(faults);
    setSaid(null);
    if (Object.keys(faults).length > 0) return;
    const note = description.trim();
    const body = {
      url: address,
      eventTypes: [...events],
      // An emptied one is told, too: what is left out stays as it was.
      ...((note !== "" || of?.description) && { description: note }),
    };
    const text = JSON.stringify(body);
    const again = doubted?.body === text;
    const trial = again ? doubted : { body: text, idempotencyKey: crypto.randomUUID() };
    setBusy(true);
    const header = { "Idempotency-Key": trial.idempotencyKey };
    const { mId } = merchant;
    const answer: Outcome<Endpoint & { secret?: string }> = of
      ? await ask(
          client.POST("/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}", {
            params: { path: { mId, endpointId: of.endpointId }, header },
            body,
          }),
        )
      : await ask(
          client.POST("/backoffice/v1/merchants/{mId}/webhook-endpoints", {
            params: { path: { mId }, header },
            body,
          }),
        );
    setBusy(false);
    if (answer.kind === "done") {
      if (answer.data.secret !== undefined) return props.onAdded(answer.data.secret);
      toast(t("saved"));
      return props.onClose();
    }
    setDoubted(afterwards(answer, again) === "again" ? trial : null);
    if (faultOf(answer) === "url") setWrong({ url: saidOf(answer, t) ?? "" });
    else setSaid(saidOf(answer, t));
  };

  return (
    <Dialog
      title={t(of ? "hooks.editTitle" : "hooks.addTitle")}
      onClose={busy ? null : props.onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button disabled={busy} onClick={props.onClose}>
            {t("cancel")}
          </Button>
          <Button submit kind="primary" busy={busy}>
            {t(of ? "save" : "hooks.addDo")}
          </Button>
        </>
      }
    >
      <Field
        label={t("hooks.url")}
        type="url"
        inputMode="url"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="https://shop.example/pay200/webhook"
        maxLength={2048}
        value={url}
        error={wrong.url ?? null}
        hint={t("hooks.urlHint")}
        onChange={setUrl}
      />
      <Field
        label={t("hooks.description")}
        maxLength={100}
        value={description}
        onChange={setDescription}
      />
      <fieldset className="choices">
        <legend>{t("hooks.events")}</legend>
        {eventTypes.map((type) => (
          <label key={type} className="choice">
            <input
              type="checkbox"
              checked={events.includes(type)}
              onChange={(event) =>
                setEvents(
                  event.target.checked
                    ? eventTypes.filter((one) => one === type || events.includes(one))
                    : events.filter((one) => one !== type),
                )
              }
            />
            <span>
              <span className="choice-text">{t(`hook.${type}`)}</span>
              <span className="choice-note code">{type}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Said text={wrong.events ?? said} />
    </Dialog>
  );
}
