import { Field } from "@pay200/shared/field.tsx";
import { useState } from "react";
import { useCurrent, useMay } from "../account/current.ts";
import { ask, client } from "../api/client.ts";
import { saidOf } from "../api/said.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Bone, Card, Empty, Failure, Page } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { originOf } from "./origin.ts";

export function OriginsPage() {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const mayManage = useMay("manage");
  const origins = useAnswer(`${mId} origins`, () =>
    ask(client.GET("/backoffice/v1/merchants/{mId}/origins", { params: { path: { mId } } })),
  );
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);

  const allow = async () => {
    if (busy) return;
    const origin = originOf(typed);
    if (origin === null) return setWrong(t("origins.wrong"));
    setBusy(true);
    setWrong(null);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/origins", {
        params: { path: { mId } },
        body: { origin },
      }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setWrong(saidOf(answer, t));
    origins.put(() => answer.data);
    setTyped("");
    toast(t("origins.allowed"));
  };

  const remove = async (origin: string) => {
    setBusy(true);
    const answer = await ask(
      client.DELETE("/backoffice/v1/merchants/{mId}/origins", {
        params: { path: { mId }, query: { origin } },
      }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setSaid(saidOf(answer, t));
    origins.put(() => answer.data);
    setRemoving(null);
    toast(t("origins.removed"));
  };

  const list = origins.previous ? null : (origins.data?.origins ?? null);
  return (
    <Page title={t("origins.title")} note={t("origins.note")}>
      {mayManage ? (
        <form
          className="inline-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void allow();
          }}
        >
          <Field
            label={t("origins.add")}
            type="url"
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="https://shop.example"
            maxLength={300}
            value={typed}
            error={wrong}
            onChange={setTyped}
          />
          <Button submit kind="primary" icon="plus" busy={busy && removing === null}>
            {t("origins.allow")}
          </Button>
        </form>
      ) : null}
      <Card flush>
        {list === null ? (
          origins.failed ? (
            <Failure of={origins} />
          ) : (
            <ul className="rows" aria-hidden="true">
              {[0, 1].map((at) => (
                <li key={at}>
                  <Bone width="m" />
                </li>
              ))}
            </ul>
          )
        ) : list.length === 0 ? (
          <Empty icon="globe" title={t("origins.none")} note={t("origins.noneNote")} />
        ) : (
          <ul className="rows">
            {list.map((origin) => (
              <li key={origin}>
                <span className="code">{origin}</span>
                {mayManage ? (
                  <Button
                    small
                    kind="danger"
                    label={`${origin} ${t("remove")}`}
                    onClick={() => {
                      setSaid(null);
                      setRemoving(origin);
                    }}
                  >
                    {t("remove")}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Card>
      {removing ? (
        <Confirm
          danger
          title={t("origins.removeTitle")}
          doIt={t("remove")}
          busy={busy}
          said={said}
          onConfirm={() => void remove(removing)}
          onClose={() => setRemoving(null)}
        >
          <p className="code">{removing}</p>
          <p>{t("origins.removeNote")}</p>
        </Confirm>
      ) : null}
    </Page>
  );
}
