import type { LedgerEntry } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";

/** The lines of each transaction stand together; debits and credits come to the same. */
export function Ledger({ of }: { of: readonly LedgerEntry[] }) {
  const t = useTexts();
  const sum = (side: "debit" | "credit") => of.reduce((total, entry) => total + entry[side], 0);
  return (
    <Card title={t("pay.ledger")} flush>
      {of.length === 0 ? (
        <p className="nothing">{t("pay.noLedger")}</p>
      ) : (
        <div className="table-place">
          <table className="table ledger">
            <thead>
              <tr>
                <th className="col-when">{t("ledger.postedAt")}</th>
                <th>{t("ledger.account")}</th>
                <th className="col-amount number">{t("ledger.debit")}</th>
                <th className="col-amount number">{t("ledger.credit")}</th>
              </tr>
            </thead>
            <tbody>
              {of.map((entry, at) => {
                const begins = of[at - 1]?.transactionKey !== entry.transactionKey;
                return (
                  <tr key={at} className={begins ? "begins" : "goes-on"}>
                    <td>{begins ? <When at={entry.postedAt} /> : null}</td>
                    <td>{t(`account.${entry.account}`)}</td>
                    <td className="number">
                      {entry.debit > 0 ? <Amount of={entry.debit} /> : null}
                    </td>
                    <td className="number">
                      {entry.credit > 0 ? <Amount of={entry.credit} /> : null}
                    </td>
                  </tr>
                );
              })}
            </tbody>
            <tfoot>
              <tr>
                <th colSpan={2} scope="row">
                  {t("ledger.sum")}
                </th>
                <td className="number">
                  <Amount of={sum("debit")} />
                </td>
                <td className="number">
                  <Amount of={sum("credit")} />
                </td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </Card>
  );
}
