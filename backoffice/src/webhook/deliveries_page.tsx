import { useCurrent } from "../account/current.ts";
import { ask, client } from "../api/client.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useTexts } from "../i18n/i18n.ts";
import { go } from "../navigation.ts";
import { addressOf, webhookStatuses, type Page as Place, type WebhookStatus } from "../route.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Segments, Select } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Card, Empty, Failure, Page } from "../ui/page.tsx";
import { DeliveriesHead, DeliveryRows } from "./delivery_rows.tsx";

const limit = 50;

export function DeliveriesPage(props: {
  endpoint: string | null;
  status: WebhookStatus | null;
  after: string | null;
}) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const { endpoint, status, after } = props;
  const page = useAnswer(`${mId} deliveries ${endpoint} ${status} ${after}`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/webhooks", {
        params: {
          path: { mId },
          query: {
            limit,
            ...(endpoint !== null && { endpointId: endpoint }),
            ...(status !== null && { status }),
            ...(after !== null && { startingAfter: after }),
          },
        },
      }),
    ),
  );
  const endpoints = useAnswer(`${mId} endpoints`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/webhook-endpoints", {
        params: { path: { mId } },
      }),
    ),
  );
  const address = (some: Partial<Extract<Place, { name: "deliveries" }>>) =>
    addressOf(mId, { name: "deliveries", endpoint, status, after: null, ...some });
  const known = endpoints.data?.endpoints ?? [];
  const rows = page.data?.webhooks ?? null;
  const last = rows?.at(-1);
  const filtered = endpoint !== null || status !== null;

  return (
    <Page
      title={t("deliveries.title")}
      back={
        <a className="back-link" href={addressOf(mId, { name: "webhooks" })}>
          <Icon name="back" />
          {t("hooks.title")}
        </a>
      }
      aside={
        <Button icon="refresh" onClick={() => void page.reload()}>
          {t("refresh")}
        </Button>
      }
    >
      <div className="filters" role="search" aria-label={t("filter.label")}>
        <Select
          hideLabel
          label={t("deliveries.endpoint")}
          options={[
            { value: "", text: t("deliveries.allEndpoints") },
            ...known.map(({ endpointId, url }) => ({ value: endpointId, text: url })),
            ...(endpoint !== null && !known.some(({ endpointId }) => endpointId === endpoint)
              ? [{ value: endpoint, text: endpoint }]
              : []),
          ]}
          value={endpoint ?? ""}
          onChange={(chosen) => go(address({ endpoint: chosen === "" ? null : chosen }))}
        />
        <Segments
          label={t("status")}
          options={[
            { value: "ALL", text: t("filter.all") },
            ...webhookStatuses.map((value) => ({ value, text: t(`delivery.${value}`) })),
          ]}
          value={status ?? "ALL"}
          onChange={(chosen) => go(address({ status: chosen === "ALL" ? null : chosen }))}
        />
      </div>
      <Card flush>
        {rows === null && page.failed ? (
          <Failure of={page} />
        ) : rows?.length === 0 ? (
          <Empty
            icon="webhook"
            title={t(filtered ? "tx.noneFound" : "deliveries.none")}
            note={t(filtered ? "tx.noneFoundNote" : "deliveries.noneNote")}
          />
        ) : (
          <div className="table-place" aria-busy={page.previous}>
            <table className="table">
              <DeliveriesHead />
              <DeliveryRows rows={rows} onSent={() => void page.reload()} />
            </table>
          </div>
        )}
      </Card>
      <nav className="pager" aria-label={t("pager.label")}>
        {after === null ? (
          <Button icon="first" disabled>
            {t("pager.first")}
          </Button>
        ) : (
          <ButtonLink icon="first" to={address({})}>
            {t("pager.first")}
          </ButtonLink>
        )}
        {page.data?.hasMore && last ? (
          <ButtonLink icon="right" to={address({ after: last.webhookId })}>
            {t("pager.older")}
          </ButtonLink>
        ) : (
          <Button icon="right" disabled>
            {t("pager.older")}
          </Button>
        )}
      </nav>
    </Page>
  );
}
