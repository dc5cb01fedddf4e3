import { useState } from "react";
import { useCurrent, useMay } from "../account/current.ts";
import { ask, client, type Endpoint } from "../api/client.ts";
import { saidOf } from "../api/said.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useOnce } from "../api/use_once.ts";
import { useTexts } from "../i18n/i18n.ts";
import { overlaps, type Overlap } from "../api_key/overlap.ts";
import { addressOf } from "../route.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Choices } from "../ui/choice.tsx";
import { Confirm, Dialog, Said } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Badge, Bone, Card, Empty, Facts, Failure, Notice, Page } from "../ui/page.tsx";
import { Popover } from "../ui/popover.tsx";
import { Secret } from "../ui/secret.tsx";
import { toast } from "../ui/toast.tsx";
import { When } from "../ui/when.tsx";
import { EditEndpoint } from "./edit_endpoint.tsx";

type Open =
  | { name: "add" }
  | { name: "edit" | "rotate" | "delete"; endpoint: Endpoint }
  | { name: "secret"; secret: string };

export function WebhooksPage() {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const mayManage = useMay("manage");
  const [open, setOpen] = useState<Open | null>(null);
  const endpoints = useAnswer(`${mId} endpoints`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/webhook-endpoints", {
        params: { path: { mId } },
      }),
    ),
  );
  const close = () => {
    setOpen(null);
    void endpoints.reload();
  };
  const list = endpoints.previous ? null : (endpoints.data?.endpoints ?? null);
  const add = (
    <Button kind="primary" icon="plus" onClick={() => setOpen({ name: "add" })}>
      {t("hooks.add")}
    </Button>
  );

  return (
    <Page
      title={t("hooks.title")}
      note={t("hooks.note")}
      aside={
        <>
          <ButtonLink
            icon="list"
            to={addressOf(mId, { name: "deliveries", endpoint: null, status: null, after: null })}
          >
            {t("deliveries.title")}
          </ButtonLink>
          {mayManage ? add : null}
        </>
      }
    >
      {list === null ? (
        endpoints.failed ? (
          <Card>
            <Failure of={endpoints} />
          </Card>
        ) : (
          <Card>
            <Bone width="m" />
            <Bone width="l" />
          </Card>
        )
      ) : list.length === 0 ? (
        <Card>
          <Empty icon="webhook" title={t("hooks.none")} note={t("hooks.noneNote")}>
            {mayManage ? add : null}
          </Empty>
        </Card>
      ) : (
        list.map((endpoint) => (
          <EndpointCard
            key={endpoint.endpointId}
            of={endpoint}
            onOpen={mayManage ? setOpen : null}
            onChanged={() => void endpoints.reload()}
          />
        ))
      )}
      {open?.name === "add" || open?.name === "edit" ? (
        <EditEndpoint
          of={open.name === "edit" ? open.endpoint : null}
          onAdded={(secret) => setOpen({ name: "secret", secret })}
          onClose={close}
        />
      ) : open?.name === "rotate" ? (
        <Rotate
          of={open.endpoint}
          onRotated={(secret) => setOpen({ name: "secret", secret })}
          onClose={close}
        />
      ) : open?.name === "delete" ? (
        <Delete of={open.endpoint} onClose={close} />
      ) : open?.name === "secret" ? (
        <Dialog
          title={t("hooks.secretTitle")}
          onClose={null}
          holds
          actions={
            <Button kind="primary" onClick={close}>
              {t("keys.kept")}
            </Button>
          }
        >
          <Notice>{t("hooks.secretOnce")}</Notice>
          <Secret label={t("hooks.secret")} value={open.secret} />
        </Dialog>
      ) : null}
    </Page>
  );
}

function EndpointCard(props: {
  of: Endpoint;
  onOpen: ((open: Open) => void) | null;
  onChanged: () => void;
}) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const { of: endpoint, onOpen } = props;
  const { endpointId, status } = endpoint;
  const path = { mId: merchant.mId, endpointId };
  const enabled = status === "ENABLED";

  const once = useOnce(endpointId);

  const test = async () => {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    const answer = await once((key) =>
      ask(
        client.POST("/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}/test", {
          params: { path, header: { "Idempotency-Key": key } },
        }),
      ),
    );
    setBusy(false);
    if (answer.kind === "done") toast(t("hooks.tested"));
    else setSaid(saidOf(answer, t));
  };
  const turn = async () => {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}", {
        params: { path },
        body: { status: enabled ? "DISABLED" : "ENABLED" },
      }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setSaid(saidOf(answer, t));
    toast(t(enabled ? "hooks.turnedOff" : "hooks.turnedOn"));
    props.onChanged();
  };

  return (
    <Card>
      <div className="endpoint">
        <div className="endpoint-what">
          <p className="endpoint-url">
            <span className="code">{endpoint.url}</span>
            <Badge tone={enabled ? "good" : endpoint.disabledReason === "GONE" ? "bad" : "calm"}>
              {t(
                enabled
                  ? "hooks.ENABLED"
                  : endpoint.disabledReason === "GONE"
                    ? "hooks.GONE"
                    : "hooks.DISABLED",
              )}
            </Badge>
          </p>
          {endpoint.description ? <p className="soft">{endpoint.description}</p> : null}
        </div>
        <div className="row">
          <ButtonLink
            small
            to={addressOf(merchant.mId, {
              name: "deliveries",
              endpoint: endpointId,
              status: null,
              after: null,
            })}
          >
            {t("hooks.deliveries")}
          </ButtonLink>
          {onOpen ? (
            <>
              <Button small icon="send" busy={busy} disabled={!enabled} onClick={() => void test()}>
                {t("hooks.test")}
              </Button>
              <Popover
                align="end"
                buttonClass="button second small"
                label={`${endpoint.url} ${t("hooks.more")}`}
                button={
                  <>
                    {t("hooks.more")}
                    <Icon name="down" />
                  </>
                }
              >
                {(shut) => (
                  <div className="menu">
                    {(
                      [
                        ["edit", t("edit"), () => onOpen({ name: "edit", endpoint })],
                        ["refresh", t("hooks.rotate"), () => onOpen({ name: "rotate", endpoint })],
                        [
                          "offline",
                          t(enabled ? "hooks.turnOff" : "hooks.turnOn"),
                          () => void turn(),
                        ],
                        ["trash", t("delete"), () => onOpen({ name: "delete", endpoint })],
                      ] as const
                    ).map(([icon, text, act]) => (
                      <button
                        key={icon}
                        type="button"
                        className={icon === "trash" ? "menu-item bad" : "menu-item"}
                        onClick={() => {
                          shut();
                          act();
                        }}
                      >
                        <Icon name={icon} />
                        {text}
                      </button>
                    ))}
                  </div>
                )}
              </Popover>
            </>
          ) : null}
        </div>
      </div>
      <Facts
        of={[
          [t("hooks.events"), endpoint.eventTypes.map((type) => t(`hook.${type}`)).join(", ")],
          [t("hooks.createdAt"), <When key="at" at={endpoint.createdAt} />],
          endpoint.previousSecretExpiresAt
            ? [t("hooks.oldSecret"), <When key="at" at={endpoint.previousSecretExpiresAt} />]
            : null,
        ]}
      />
      {endpoint.disabledReason === "GONE" ? <Notice>{t("hooks.goneNote")}</Notice> : null}
      <Said text={said} />
    </Card>
  );
}

function Rotate(props: { of: Endpoint; onRotated: (secret: string) => void; onClose: () => void }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [overlap, setOverlap] = useState<Overlap>("24");
  // The same one for a repetition: the secret that it made is told again.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const rotate = async () => {
    if (busy) return;
    setBusy(true);
    setTried(true);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}/rotate-secret", {
        params: {
          path: { mId: merchant.mId, endpointId: props.of.endpointId },
          header: { "Idempotency-Key": idempotencyKey },
        },
        body: { overlapHours: Number(overlap) },
      }),
    );
    setBusy(false);
    if (answer.kind === "done") props.onRotated(answer.data.secret);
    else setSaid(saidOf(answer, t));
  };
  return (
    <Dialog
      title={t("hooks.rotate")}
      onClose={busy ? null : props.onClose}
      onSubmit={() => void rotate()}
      actions={
        <>
          <Button disabled={busy} onClick={props.onClose}>
            {t("cancel")}
          </Button>
          <Button submit kind="primary" busy={busy}>
            {t("hooks.rotateDo")}
          </Button>
        </>
      }
    >
      <p className="code">{props.of.url}</p>
      <p className="note small">{t("hooks.rotateNote")}</p>
      <Choices
        label={t("hooks.overlap")}
        disabled={tried}
        options={overlaps.map((hours) => ({ value: hours, text: t(`keys.overlap${hours}`) }))}
        value={overlap}
        onChange={setOverlap}
      />
      <Said text={said} />
    </Dialog>
  );
}

function Delete(props: { of: Endpoint; onClose: () => void }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    const answer = await ask(
      client.DELETE("/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}", {
        params: { path: { mId: merchant.mId, endpointId: props.of.endpointId } },
      }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setSaid(saidOf(answer, t));
    toast(t("hooks.deleted"));
    props.onClose();
  };
  return (
    <Confirm
      danger
      title={t("hooks.deleteTitle")}
      doIt={t("delete")}
      busy={busy}
      said={said}
      onConfirm={() => void remove()}
      onClose={props.onClose}
    >
      <p className="code">{props.of.url}</p>
      <p>{t("hooks.deleteNote")}</p>
    </Confirm>
  );
}
