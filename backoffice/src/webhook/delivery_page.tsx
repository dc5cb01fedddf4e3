import { useCurrent } from "../account/current.ts";
import { ask, client } from "../api/client.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useFollowed } from "../api/use_followed.ts";
import { useTexts } from "../i18n/i18n.ts";
import { addressOf } from "../route.ts";
import { Copy } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Badge, Bone, Card, Facts, Failure, Page } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";
import { bodyText, paymentOf } from "./body.ts";
import { DeliveryStatus, Resend } from "./delivery_rows.tsx";

export function DeliveryPage({ id }: { id: string }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const log = useAnswer(`${mId} delivery ${id}`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/webhooks/{webhookId}", {
        params: { path: { mId, webhookId: id } },
      }),
    ),
  );
  const data = log.previous ? null : log.data;
  useFollowed(data?.status === "PENDING", log.reload);

  const back = (
    <a
      className="back-link"
      href={addressOf(mId, { name: "deliveries", endpoint: null, status: null, after: null })}
    >
      <Icon name="back" />
      {t("deliveries.title")}
    </a>
  );
  if (data === null)
    return (
      <Page title={t("delivery.title")} back={back}>
        <Card>{log.failed ? <Failure of={log} /> : <Bone width="full" />}</Card>
      </Page>
    );
  const payment = paymentOf(data.body);
  return (
    <Page
      title={t(`hook.${data.eventType}`)}
      back={back}
      aside={<Resend large of={data} onSent={() => void log.reload()} />}
    >
      <Card>
        <Facts
          of={[
            [t("status"), <DeliveryStatus key="a" of={data} />],
            [
              "webhook-id",
              <span key="a" className="copyable code">
                {data.webhookId}
                <Copy text={data.webhookId} label="webhook-id" />
              </span>,
            ],
            [t("delivery.createdAt"), <When key="a" at={data.createdAt} />],
            data.nextAttemptAt
              ? [t("delivery.next"), <When key="a" at={data.nextAttemptAt} />]
              : null,
            payment
              ? [
                  t("pay.title"),
                  <a
                    key="a"
                    className="link code"
                    href={addressOf(mId, { name: "payment", key: payment })}
                  >
                    {payment}
                  </a>,
                ]
              : null,
          ]}
        />
      </Card>
      <Card title={t("delivery.attempts")} flush>
        {data.attempts.length === 0 ? (
          <p className="nothing">{t("delivery.noAttempts")}</p>
        ) : (
          <div className="table-place">
            <table className="table">
              <thead>
                <tr>
                  <th className="col-when">{t("delivery.at")}</th>
                  <th>{t("delivery.outcome")}</th>
                  <th className="number">{t("delivery.duration")}</th>
                  <th>{t("delivery.answer")}</th>
                </tr>
              </thead>
              <tbody>
                {data.attempts.map((attempt, at) => (
                  <tr key={at}>
                    <td>
                      <When at={attempt.attemptedAt} />
                    </td>
                    <td>
                      <Badge tone={attempt.outcome === "DELIVERED" ? "good" : "bad"}>
                        {t(`outcome.${attempt.outcome}`)}
                      </Badge>
                      {attempt.httpStatus ? (
                        <span className="under">HTTP {attempt.httpStatus}</span>
                      ) : null}
                    </td>
                    <td className="number">{attempt.durationMs.toLocaleString("en-US")} ms</td>
                    <td className="wrap code">
                      {attempt.answer || <span className="none">–</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <Card title={t("delivery.body")} aside={<Copy text={data.body} label={t("delivery.body")} />}>
        <pre className="code body" tabIndex={0} aria-label={t("delivery.body")}>
          {bodyText(data.body)}
        </pre>
      </Card>
    </Page>
  );
}
