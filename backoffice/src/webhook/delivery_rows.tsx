import { receiptTime } from "@pay200/shared/when.ts";
import { useState } from "react";
import { useMay, useMerchantId } from "../account/current.ts";
import { ask, client, type Webhook } from "../api/client.ts";
import { saidOf } from "../api/said.ts";
import { useOnce } from "../api/use_once.ts";
import { useTexts } from "../i18n/i18n.ts";
import { addressOf } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { Badge, BoneRows } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { When } from "../ui/when.tsx";

const tones = { PENDING: "info", DELIVERED: "good", FAILED: "bad" } as const;

export function DeliveryStatus({ of }: { of: Webhook }) {
  const t = useTexts();
  return (
    <>
      <Badge tone={tones[of.status]}>{t(`delivery.${of.status}`)}</Badge>
      {of.lastOutcome && of.lastOutcome !== "DELIVERED" ? (
        <span className="under">
          {t(`outcome.${of.lastOutcome}`)}
          {of.lastHttpStatus ? ` (${of.lastHttpStatus})` : ""}
        </span>
      ) : of.lastHttpStatus ? (
        <span className="under">HTTP {of.lastHttpStatus}</span>
      ) : null}
    </>
  );
}

/** compact: beside other things, without what its own page says. */
export function DeliveriesHead({ compact = false }: { compact?: boolean }) {
  const t = useTexts();
  return (
    <thead>
      <tr>
        <th className="col-when">{t("delivery.createdAt")}</th>
        <th>{t("delivery.event")}</th>
        <th className="col-status">{t("status")}</th>
        <th className="col-tries number">{t("delivery.tries")}</th>
        {compact ? null : <th className="col-when">{t("delivery.last")}</th>}
        <th className="col-actions">
          <span className="unseen">{t("actions")}</span>
        </th>
      </tr>
    </thead>
  );
}

export function DeliveryRows(props: {
  rows: readonly Webhook[] | null;
  compact?: boolean;
  onSent: () => void;
}) {
  const t = useTexts();
  const mId = useMerchantId();
  if (props.rows === null)
    return (
      <tbody>
        <BoneRows rows={8} columns={["m", "l", "s", "s", "m", "s"]} />
      </tbody>
    );
  return (
    <tbody>
      {props.rows.map((row) => (
        <tr key={row.webhookId}>
          <td>
            <When at={row.createdAt} />
          </td>
          <td className="cut">
            <a className="row-link" href={addressOf(mId, { name: "delivery", id: row.webhookId })}>
              {t(`hook.${row.eventType}`)}
            </a>
            <span className="under code">{row.webhookId}</span>
          </td>
          <td>
            <DeliveryStatus of={row} />
          </td>
          <td className="number">{row.tries}</td>
          {props.compact ? null : (
            <td>
              <When at={row.lastAttemptAt} />
              {row.nextAttemptAt && row.tries > 0 ? (
                <span className="under digits">
                  {t("delivery.nextAt", { at: receiptTime(row.nextAttemptAt) })}
                </span>
              ) : null}
            </td>
          )}
          <td className="actions">
            <Resend of={row} onSent={props.onSent} />
          </td>
        </tr>
      ))}
    </tbody>
  );
}

export function Resend(props: { of: Webhook; onSent: () => void; large?: boolean }) {
  const t = useTexts();
  const mId = useMerchantId();
  const mayManage = useMay("manage");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const once = useOnce(props.of.webhookId);
  if (!mayManage || props.of.status === "PENDING") return null;
  const resend = async () => {
    setBusy(true);
    setSaid(null);
    const answer = await once((key) =>
      ask(
        client.POST("/backoffice/v1/merchants/{mId}/webhooks/{webhookId}/resend", {
          params: {
            path: { mId, webhookId: props.of.webhookId },
            header: { "Idempotency-Key": key },
          },
        }),
      ),
    );
    setBusy(false);
    if (answer.kind !== "done") return setSaid(saidOf(answer, t));
    toast(t("delivery.resent"));
    props.onSent();
  };
  return (
    <>
      <Button small={!props.large} icon="send" busy={busy} onClick={() => void resend()}>
        {t("delivery.resend")}
      </Button>
      {said ? (
        <span className="under bad" role="alert">
          {said}
        </span>
      ) : null}
    </>
  );
}
