import { Field } from "@pay200/shared/field.tsx";
import { receiptTime } from "@pay200/shared/when.ts";
import { useState } from "react";
import { useCurrent, useMay } from "../account/current.ts";
import { isUnknown } from "../api/afterwards.ts";
import { ask, client, type ApiKey } from "../api/client.ts";
import { saidOf } from "../api/said.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useTexts } from "../i18n/i18n.ts";
import { addressOf } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { Choices } from "../ui/choice.tsx";
import { Confirm, Dialog, Said } from "../ui/dialog.tsx";
import { Badge, BoneRows, Card, Empty, Facts, Failure, Notice, Page } from "../ui/page.tsx";
import { Secret } from "../ui/secret.tsx";
import { toast } from "../ui/toast.tsx";
import { When } from "../ui/when.tsx";
import { overlaps, type Overlap } from "./overlap.ts";

type Open =
  | { name: "issue" }
  | { name: "renew"; key: ApiKey }
  | { name: "revoke"; key: ApiKey }
  | { name: "issued"; key: string; renewed: ApiKey | null };

export function KeysPage() {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const mayManage = useMay("manage");
  const [open, setOpen] = useState<Open | null>(null);
  const [ended, setEnded] = useState(false);
  const keys = useAnswer(`${mId} keys`, () =>
    ask(client.GET("/backoffice/v1/merchants/{mId}/api-keys", { params: { path: { mId } } })),
  );
  const close = () => {
    setOpen(null);
    void keys.reload();
  };
  const all = keys.previous ? null : (keys.data?.apiKeys ?? null);
  const living = all?.filter(({ status }) => status !== "ENDED") ?? null;
  const gone = all?.filter(({ status }) => status === "ENDED") ?? [];

  return (
    <Page
      title={t("keys.title")}
      note={t("keys.note")}
      aside={
        mayManage ? (
          <Button kind="primary" icon="plus" onClick={() => setOpen({ name: "issue" })}>
            {t("keys.issue")}
          </Button>
        ) : null
      }
    >
      <Card flush>
        {living === null && keys.failed ? (
          <Failure of={keys} />
        ) : living?.length === 0 ? (
          <Empty icon="key" title={t("keys.none")} note={t("keys.noneNote")} />
        ) : (
          <KeyTable keys={living} onOpen={mayManage ? setOpen : null} />
        )}
      </Card>
      {gone.length > 0 ? (
        <>
          <div className="row">
            <Button
              kind="quiet"
              small
              icon={ended ? "down" : "right"}
              onClick={() => setEnded(!ended)}
            >
              {t("keys.ended", { count: gone.length })}
            </Button>
          </div>
          {ended ? (
            <Card flush>
              <KeyTable keys={gone} onOpen={null} />
            </Card>
          ) : null}
        </>
      ) : null}
      <p className="note small">
        {t("keys.originsNote")}{" "}
        <a className="link" href={addressOf(mId, { name: "origins" })}>
          {t("origins.title")}
        </a>
      </p>
      {open?.name === "issue" ? (
        <Issue
          onIssued={(key) => setOpen({ name: "issued", key, renewed: null })}
          onClose={close}
        />
      ) : open?.name === "renew" ? (
        <Renew
          of={open.key}
          onIssued={(key) => setOpen({ name: "issued", key, renewed: open.key })}
          onClose={close}
        />
      ) : open?.name === "revoke" ? (
        <Revoke of={open.key} onClose={close} />
      ) : open?.name === "issued" ? (
        <Issued value={open.key} renewed={open.renewed} onClose={close} />
      ) : null}
    </Page>
  );
}

const masked = ({ prefix, lastFour }: ApiKey) => `${prefix}••••${lastFour}`;
const tones = { ACTIVE: "good", EXPIRING: "note", ENDED: "calm" } as const;

function KeyTable(props: {
  keys: readonly ApiKey[] | null;
  onOpen: ((open: Open) => void) | null;
}) {
  const t = useTexts();
  const { onOpen } = props;
  return (
    <div className="table-place">
      <table className="table">
        <thead>
          <tr>
            <th>{t("keys.key")}</th>
            <th>{t("keys.kind")}</th>
            <th>{t("status")}</th>
            <th className="col-when">{t("keys.createdAt")}</th>
            <th className="col-when">{t("keys.lastUsedAt")}</th>
            {onOpen ? (
              <th className="col-actions">
                <span className="unseen">{t("actions")}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {props.keys === null ? (
            <BoneRows rows={3} columns={["m", "m", "s", "m", "m"]} />
          ) : (
            props.keys.map((key) => (
              <tr key={key.keyId}>
                <td className="code">{masked(key)}</td>
                <td>
                  {t(`keys.${key.kind}`)}
                  <span className="under">{t(`keys.${key.kind}For`)}</span>
                </td>
                <td>
                  <Badge tone={tones[key.status]}>
                    {t(key.revokedAt ? "keys.REVOKED" : `keys.${key.status}`)}
                  </Badge>
                  {key.status === "EXPIRING" && key.expiresAt ? (
                    <span className="under digits">
                      {t("keys.until", { at: receiptTime(key.expiresAt) })}
                    </span>
                  ) : key.status === "ENDED" ? (
                    <span className="under">
                      <When at={key.revokedAt ?? key.expiresAt} />
                    </span>
                  ) : null}
                </td>
                <td>
                  <When at={key.createdAt} />
                </td>
                <td>
                  {key.lastUsedAt ? (
                    <When at={key.lastUsedAt} />
                  ) : (
                    <span className="soft">{t("keys.neverUsed")}</span>
                  )}
                </td>
                {onOpen ? (
                  <td className="actions">
                    {key.status === "ACTIVE" ? (
                      <Button
                        small
                        label={`${masked(key)} ${t("keys.renew")}`}
                        onClick={() => onOpen({ name: "renew", key })}
                      >
                        {t("keys.renew")}
                      </Button>
                    ) : null}
                    <Button
                      small
                      kind="danger"
                      label={`${masked(key)} ${t("keys.revoke")}`}
                      onClick={() => onOpen({ name: "revoke", key })}
                    >
                      {t("keys.revoke")}
                    </Button>
                  </td>
                ) : null}
              </tr>
            ))
          )}
        </tbody>
      </table>
    </div>
  );
}

function Issue(props: { onIssued: (key: string) => void; onClose: () => void }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [kind, setKind] = useState<ApiKey["kind"]>("secret");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const issue = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/api-keys", {
        params: { path: { mId: merchant.mId } },
        body: { kind },
      }),
    );
    setBusy(false);
    if (answer.kind === "done") props.onIssued(answer.data.key);
    else setSaid(isUnknown(answer) ? t("keys.lost") : saidOf(answer, t));
  };
  return (
    <Dialog
      title={t("keys.issueTitle")}
      onClose={busy ? null : props.onClose}
      onSubmit={() => void issue()}
      actions={
        <>
          <Button disabled={busy} onClick={props.onClose}>
            {t("cancel")}
          </Button>
          <Button submit kind="primary" busy={busy}>
            {t("keys.issueDo")}
          </Button>
        </>
      }
    >
      <Choices
        label={t("keys.kind")}
        options={[
          { value: "secret", text: t("keys.secret"), note: t("keys.secretNote") },
          { value: "client", text: t("keys.client"), note: t("keys.clientNote") },
        ]}
        value={kind}
        onChange={setKind}
      />
      <Facts of={[[t("mode"), t(`mode.${merchant.mode}`)]]} />
      <Said text={said} />
    </Dialog>
  );
}

function Renew(props: { of: ApiKey; onIssued: (key: string) => void; onClose: () => void }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [overlap, setOverlap] = useState<Overlap>("24");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const renew = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/api-keys/{keyId}/rotate", {
        params: { path: { mId: merchant.mId, keyId: props.of.keyId } },
        body: { overlapHours: Number(overlap) },
      }),
    );
    setBusy(false);
    if (answer.kind === "done") props.onIssued(answer.data.key);
    else setSaid(isUnknown(answer) ? t("keys.lost") : saidOf(answer, t));
  };
  return (
    <Dialog
      title={t("keys.renewTitle")}
      onClose={busy ? null : props.onClose}
      onSubmit={() => void renew()}
      actions={
        <>
          <Button disabled={busy} onClick={props.onClose}>
            {t("cancel")}
          </Button>
          <Button submit kind="primary" busy={busy}>
            {t("keys.renewDo")}
          </Button>
        </>
      }
    >
      <p>
        <span className="code">{masked(props.of)}</span> · {t(`keys.${props.of.kind}`)}
      </p>
      <p className="note small">{t("keys.renewNote")}</p>
      <Choices
        label={t("keys.overlap")}
        options={overlaps.map((hours) => ({
          value: hours,
          text: t(`keys.overlap${hours}`),
          ...(hours === "0" && { note: t("keys.overlap0Note") }),
        }))}
        value={overlap}
        onChange={setOverlap}
      />
      <Said text={said} />
    </Dialog>
  );
}

function Revoke(props: { of: ApiKey; onClose: () => void }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const { lastFour } = props.of;
  const revoke = async () => {
    setBusy(true);
    setSaid(null);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/api-keys/{keyId}/revoke", {
        params: { path: { mId: merchant.mId, keyId: props.of.keyId } },
      }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setSaid(saidOf(answer, t));
    toast(t("keys.revoked"));
    props.onClose();
  };
  return (
    <Confirm
      danger
      title={t("keys.revokeTitle")}
      doIt={t("keys.revokeDo")}
      busy={busy}
      said={said}
      disabled={typed.trim() !== lastFour}
      onConfirm={() => void revoke()}
      onClose={props.onClose}
    >
      <p>
        <span className="code">{masked(props.of)}</span> · {t(`keys.${props.of.kind}`)} ·{" "}
        {t(`mode.${merchant.mode}`)}
      </p>
      <Notice tone="bad">{t("keys.revokeNote")}</Notice>
      <Field
        label={t("keys.revokeType", { lastFour })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={4}
        value={typed}
        onChange={setTyped}
      />
    </Confirm>
  );
}

function Issued(props: { value: string; renewed: ApiKey | null; onClose: () => void }) {
  const t = useTexts();
  return (
    <Dialog
      title={t(props.renewed ? "keys.renewedTitle" : "keys.issuedTitle")}
      onClose={null}
      holds
      actions={
        <Button kind="primary" onClick={props.onClose}>
          {t("keys.kept")}
        </Button>
      }
    >
      <Notice>{t("keys.once")}</Notice>
      <Secret label={t("keys.newKey")} value={props.value} />
    </Dialog>
  );
}
