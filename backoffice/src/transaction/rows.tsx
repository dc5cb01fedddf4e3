import { useMerchantId } from "../account/current.ts";
import type { Transaction, TransactionType } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { go } from "../navigation.ts";
import { addressOf } from "../route.ts";
import { Amount } from "../ui/amount.tsx";
import { Badge, BoneRows } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";

const tones = { PAYMENT: "good", CANCEL: "calm", REFUND: "bad" } as const;

export function TypeBadge({ type }: { type: TransactionType }) {
  const t = useTexts();
  return <Badge tone={tones[type]}>{t(`type.${type}`)}</Badge>;
}

export function TransactionsHead() {
  const t = useTexts();
  return (
    <thead>
      <tr>
        <th className="col-when">{t("tx.when")}</th>
        <th className="col-type">{t("tx.type")}</th>
        <th>{t("tx.order")}</th>
        <th className="col-customer">{t("tx.customer")}</th>
        <th className="col-amount number">{t("tx.amount")}</th>
        <th className="col-amount number">{t("tx.balance")}</th>
        <th className="col-approval">{t("tx.approval")}</th>
      </tr>
    </thead>
  );
}

export function TransactionRows(props: {
  /** null: they are being fetched. */
  rows: readonly Transaction[] | null;
  bones: number;
  /** Those that have just come. */
  fresh?: ReadonlySet<string>;
}) {
  const mId = useMerchantId();
  if (props.rows === null)
    return (
      <tbody>
        <BoneRows
          rows={props.bones}
          columns={["m", "s", "l", "s", "m", "m", "m"]}
          lastClass="col-approval"
        />
      </tbody>
    );
  return (
    <tbody>
      {props.rows.map((row) => {
        const to = addressOf(mId, { name: "payment", key: row.paymentKey });
        return (
          <tr
            key={row.transactionKey}
            className={props.fresh?.has(row.transactionKey) ? "pressable fresh" : "pressable"}
            // The link in it is for keyboards and screen readers; a mouse may press anywhere, and mark text.
            onClick={(event) => {
              if (event.defaultPrevented || (event.target as Element).closest("a")) return;
              if (window.getSelection()?.isCollapsed === false) return;
              if (event.ctrlKey || event.metaKey) window.open(to, "_blank", "noopener");
              else go(to);
            }}
          >
            <td>
              <When at={row.transactedAt} />
            </td>
            <td>
              <TypeBadge type={row.type} />
            </td>
            <td className="cut">
              <a className="row-link" href={to}>
                {row.orderName}
              </a>
              <span className="under code">{row.orderId}</span>
            </td>
            <td className="cut">{row.customerName ?? <span className="none">–</span>}</td>
            <td className="number strong">
              {row.moved ? (
                <Amount of={row.amount} minus={row.type !== "PAYMENT"} />
              ) : (
                <Unmoved amount={row.amount} />
              )}
            </td>
            <td className="number soft">
              <Amount of={row.balanceAmount} />
            </td>
            <td className="cut col-approval">
              <span className="code">{row.approveNo ?? <span className="none">–</span>}</span>
              {row.acquirerCode ? <span className="under">{row.acquirerCode}</span> : null}
            </td>
          </tr>
        );
      })}
    </tbody>
  );
}

/** Cancelled before anybody paid: no money went anywhere. */
export function Unmoved({ amount }: { amount: number }) {
  const t = useTexts();
  return (
    <>
      <s className="soft">
        <Amount of={amount} />
      </s>
      <span className="under">{t("tx.unmoved")}</span>
    </>
  );
}
