import { Field } from "@pay200/shared/field.tsx";
import { useState } from "react";
import { useCurrent, useMay } from "../account/current.ts";
import { lookWhoIsLoggedIn } from "../account/session.ts";
import { ask, client, type Member, type Role } from "../api/client.ts";
import { codeOf, faultOf, saidOf } from "../api/said.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Choices, Select } from "../ui/choice.tsx";
import { Confirm, Dialog, Said } from "../ui/dialog.tsx";
import { Badge, BoneRows, Card, Failure, Notice, Page } from "../ui/page.tsx";
import { Secret } from "../ui/secret.tsx";
import { toast } from "../ui/toast.tsx";
import { When } from "../ui/when.tsx";

const roles = ["owner", "manager", "viewer"] as const;
const tones = { INVITED: "note", ACTIVE: "good", LOCKED: "bad" } as const;

type Open =
  | { name: "add" }
  | { name: "remove"; member: Member }
  | { name: "role"; member: Member; role: Role }
  | { name: "added"; loginId: string; password: string | null };

export function MembersPage() {
  const t = useTexts();
  const { merchant, account } = useCurrent();
  const { mId } = merchant;
  const mayManage = useMay("members");
  const [open, setOpen] = useState<Open | null>(null);
  const members = useAnswer(`${mId} members`, () =>
    ask(client.GET("/backoffice/v1/merchants/{mId}/members", { params: { path: { mId } } })),
  );
  const close = () => setOpen(null);
  const list = members.previous ? null : (members.data?.members ?? null);

  return (
    <Page
      title={t("members.title")}
      note={t("members.note")}
      aside={
        mayManage ? (
          <Button kind="primary" icon="plus" onClick={() => setOpen({ name: "add" })}>
            {t("members.add")}
          </Button>
        ) : null
      }
    >
      <Card flush>
        {list === null && members.failed ? (
          <Failure of={members} />
        ) : (
          <div className="table-place">
            <table className="table">
              <thead>
                <tr>
                  <th className="col-name">{t("members.name")}</th>
                  <th>{t("members.loginId")}</th>
                  <th className="col-status">{t("status")}</th>
                  <th className="col-role">{t("role")}</th>
                  <th className="col-when">{t("members.addedAt")}</th>
                  <th className="col-actions">
                    <span className="unseen">{t("actions")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list === null ? (
                  <BoneRows rows={3} columns={["s", "m", "s", "s", "m", "s"]} />
                ) : (
                  list.map((member) => (
                    <tr key={member.staffId}>
                      <td>
                        {member.name}
                        {member.staffId === account.staffId ? (
                          <span className="soft"> ({t("members.you")})</span>
                        ) : null}
                      </td>
                      <td className="cut">{member.loginId}</td>
                      <td>
                        <Badge tone={tones[member.status]}>{t(`member.${member.status}`)}</Badge>
                      </td>
                      <td>
                        <Select
                          hideLabel
                          label={`${member.name} ${t("role")}`}
                          options={roles.map((role) => ({ value: role, text: t(`role.${role}`) }))}
                          value={member.role}
                          onChange={(role) => setOpen({ name: "role", member, role })}
                        />
                      </td>
                      <td>
                        <When at={member.addedAt} />
                      </td>
                      <td className="actions">
                        <Button
                          small
                          kind="danger"
                          label={`${member.name} ${t("remove")}`}
                          onClick={() => setOpen({ name: "remove", member })}
                        >
                          {t("remove")}
                        </Button>
                      </td>
                    </tr>
                  ))
                )}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      {list === null ? null : (
        <dl className="legend-list">
          {roles.map((role) => (
            <div key={role}>
              <dt>{t(`role.${role}`)}</dt>
              <dd>{t(`role.${role}Note`)}</dd>
            </div>
          ))}
        </dl>
      )}
      {open?.name === "add" ? (
        <Add
          onAdded={(loginId, password) => {
            void members.reload();
            setOpen({ name: "added", loginId, password });
          }}
          onClose={close}
        />
      ) : open?.name === "added" ? (
        <Dialog
          title={t("members.addedTitle")}
          onClose={null}
          holds
          actions={
            <Button kind="primary" onClick={close}>
              {t(open.password === null ? "ok" : "members.told")}
            </Button>
          }
        >
          {open.password === null ? (
            <Notice>{t("members.hasAccount", { loginId: open.loginId })}</Notice>
          ) : (
            <>
              <p>{t("members.passwordNote", { loginId: open.loginId })}</p>
              <Notice>{t("members.passwordOnce")}</Notice>
              <Secret label={t("members.password")} value={open.password} />
            </>
          )}
        </Dialog>
      ) : open?.name === "role" ? (
        <ChangeRole
          of={open.member}
          role={open.role}
          isSelf={open.member.staffId === account.staffId}
          onDone={() => void members.reload()}
          onClose={close}
        />
      ) : open?.name === "remove" ? (
        <Remove
          of={open.member}
          isSelf={open.member.staffId === account.staffId}
          onDone={() => void members.reload()}
          onClose={close}
        />
      ) : null}
    </Page>
  );
}

function Add(props: {
  onAdded: (loginId: string, password: string | null) => void;
  onClose: () => void;
}) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [loginId, setLoginId] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ loginId?: string; name?: string; all?: string }>({});

  const add = async () => {
    if (busy) return;
    const faults = {
      ...(!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(loginId.trim()) && {
        loginId: t("members.loginIdWrong"),
      }),
      ...(name.trim() === "" && { name: t("members.nameMissing") }),
    };
    setWrong(faults);
    if (Object.keys(faults).length > 0) return;
    setBusy(true);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/members", {
        params: { path: { mId: merchant.mId } },
        body: { loginId: loginId.trim(), name: name.trim(), role },
      }),
    );
    setBusy(false);
    if (answer.kind === "done")
      return props.onAdded(answer.data.loginId, answer.data.oneTimePassword);
    const said = saidOf(answer, t) ?? "";
    const field = faultOf(answer) ?? (codeOf(answer) === "DUPLICATED_MEMBER" ? "loginId" : null);
    setWrong(field === "loginId" || field === "name" ? { [field]: said } : { all: said });
  };

  return (
    <Dialog
      title={t("members.add")}
      onClose={busy ? null : props.onClose}
      onSubmit={() => void add()}
      actions={
        <>
          <Button disabled={busy} onClick={props.onClose}>
            {t("cancel")}
          </Button>
          <Button submit kind="primary" busy={busy}>
            {t("members.addDo")}
          </Button>
        </>
      }
    >
      <Field
        label={t("members.loginId")}
        type="email"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={255}
        value={loginId}
        error={wrong.loginId ?? null}
        onChange={setLoginId}
      />
      <Field
        label={t("members.name")}
        autoComplete="off"
        maxLength={60}
        value={name}
        error={wrong.name ?? null}
        onChange={setName}
      />
      <Choices
        label={t("role")}
        options={[...roles].reverse().map((one) => ({
          value: one,
          text: t(`role.${one}`),
          note: t(`role.${one}Note`),
        }))}
        value={role}
        onChange={setRole}
      />
      <Said text={wrong.all ?? null} />
    </Dialog>
  );
}

function ChangeRole(props: {
  of: Member;
  role: Role;
  isSelf: boolean;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const change = async () => {
    setBusy(true);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/members/{staffId}", {
        params: { path: { mId: merchant.mId, staffId: props.of.staffId } },
        body: { role: props.role },
      }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setSaid(saidOf(answer, t));
    toast(t("members.changed"));
    props.onDone();
    props.onClose();
    // One's own role is another one now.
    if (props.isSelf) void lookWhoIsLoggedIn();
  };
  return (
    <Confirm
      title={t("members.changeTitle")}
      doIt={t("members.changeDo")}
      danger={props.isSelf}
      busy={busy}
      said={said}
      onConfirm={() => void change()}
      onClose={props.onClose}
    >
      <p>
        {t("members.changeNote", {
          name: props.of.name,
          from: t(`role.${props.of.role}`),
          to: t(`role.${props.role}`),
        })}
      </p>
      {props.isSelf ? <Notice tone="bad">{t("members.changeSelf")}</Notice> : null}
    </Confirm>
  );
}

function Remove(props: { of: Member; isSelf: boolean; onDone: () => void; onClose: () => void }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    const answer = await ask(
      client.DELETE("/backoffice/v1/merchants/{mId}/members/{staffId}", {
        params: { path: { mId: merchant.mId, staffId: props.of.staffId } },
      }),
    );
    setBusy(false);
    if (answer.kind !== "done") return setSaid(saidOf(answer, t));
    toast(t("members.removed"));
    props.onDone();
    props.onClose();
    if (props.isSelf) void lookWhoIsLoggedIn();
  };
  return (
    <Confirm
      danger
      title={t("members.removeTitle")}
      doIt={t("remove")}
      busy={busy}
      said={said}
      onConfirm={() => void remove()}
      onClose={props.onClose}
    >
      <p>{t("members.removeNote", { name: props.of.name, loginId: props.of.loginId })}</p>
      {props.isSelf ? <Notice tone="bad">{t("members.removeSelf")}</Notice> : null}
    </Confirm>
  );
}
