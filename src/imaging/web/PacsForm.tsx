import { useMutation } from "@tanstack/react-query";
import { Checkbox, Input, Modal, Radio, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { postOnce, put, showDone, showProblem } from "../../web/api-client.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { ChangePacs, NewPacs, pacsAuth, PacsView } from "../api.js";
import { useImagingTexts } from "./texts.js";

type Draft = Pick<PacsView, "institutionId" | "name" | "baseUrl" | "auth" | "username"> & {
  readonly secret: string;
  readonly isOn: boolean;
};

/** Sets a PACS up or changes it, by the same contract the server holds. */
export function PacsForm(props: { pacs?: PacsView; onClose: () => void; onSaved: () => void }) {
  const { pacs, onClose, onSaved } = props;
  const t = useImagingTexts();
  const ids = useId();
  const isOperator = useIsOperator();
  const hospitals = (useInstitutions() ?? []).filter(({ kind }) => kind === "hospital");
  const [draft, setDraft] = useState<Draft>({
    institutionId: "",
    name: pacs?.name ?? "",
    baseUrl: pacs?.baseUrl ?? "",
    auth: pacs?.auth ?? "none",
    username: pacs?.username ?? "",
    secret: "",
    isOn: pacs?.status !== "paused",
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const isNew = pacs === undefined;
  const { institutionId, name, baseUrl, auth, username, secret, isOn } = draft;
  const input = { name, baseUrl, auth, username, ...(secret !== "" && { secret }) };
  const parsed = isNew
    ? NewPacs.safeParse({ ...input, ...(institutionId !== "" && { institutionId }) })
    : ChangePacs.safeParse({ ...input, version: pacs.version, status: isOn ? "enabled" : "paused" });
  const problemOf = (path: string): string | undefined =>
    parsed.success ? undefined : parsed.error.issues.find((issue) => issue.path[0] === path)?.message;
  const canSave = parsed.success && !(isNew && isOperator && institutionId === "");
  const save = useMutation({
    mutationFn: () =>
      isNew
        ? postOnce("/api/pacs", PacsView, parsed.data)
        : put(`/api/pacs/${pacs.id}`, PacsView, parsed.data),
    onSuccess: () => {
      showDone(t("pacsPage.saved"));
      onClose();
      onSaved();
    },
    onError: showProblem,
  });
  const field = (key: string, label: string, control: ReactNode, hint?: string, problem?: string) => (
    <div>
      <label className="c-label" htmlFor={`${ids}-${key}`}>
        {label}
      </label>
      {control}
      {(problem ?? hint) !== undefined && (
        <p className={problem === undefined ? "c-quiet" : "c-field-problem"}>{problem ?? hint}</p>
      )}
    </div>
  );
  return (
    <Modal
      open
      title={t(isNew ? "pacsPage.add" : "pacsPage.edit")}
      okText={t("pacsPage.save")}
      cancelText={t("pacsPage.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !canSave }}
      mask={{ closable: false }}
      onOk={() => {
        if (canSave) save.mutate();
      }}
      onCancel={onClose}
    >
      <div className="im-search">
        {isNew &&
          isOperator &&
          field(
            "institution",
            t("pacsPage.institution"),
            <Select<string | null>
              id={`${ids}-institution`}
              style={{ width: "100%" }}
              showSearch={{ optionFilterProp: "label" }}
              value={institutionId === "" ? null : institutionId}
              options={hospitals.map((one) => ({ value: one.id, label: one.name }))}
              onChange={(value) => change({ institutionId: value ?? "" })}
            />,
          )}
        {field(
          "name",
          t("pacsPage.name"),
          <Input
            id={`${ids}-name`}
            value={name}
            maxLength={60}
            onChange={(event) => change({ name: event.target.value })}
          />,
          t("pacsPage.nameHint"),
        )}
        {field(
          "url",
          t("pacsPage.baseUrl"),
          <Input
            id={`${ids}-url`}
            value={baseUrl}
            maxLength={500}
            inputMode="url"
            onChange={(event) => change({ baseUrl: event.target.value })}
          />,
          t("pacsPage.baseUrlHint"),
          baseUrl === "" ? undefined : problemOf("baseUrl"),
        )}
        <fieldset className="c-fieldset">
          <legend>{t("pacsPage.auth")}</legend>
          <Radio.Group
            value={auth}
            options={pacsAuth.map((value) => ({ value, label: t(`pacsPage.auths.${value}`) }))}
            onChange={(event) => change({ auth: event.target.value as PacsView["auth"] })}
          />
        </fieldset>
        {auth === "basic" &&
          field(
            "username",
            t("pacsPage.username"),
            <Input
              id={`${ids}-username`}
              value={username}
              autoComplete="off"
              onChange={(event) => change({ username: event.target.value })}
            />,
          )}
        {auth !== "none" &&
          field(
            "secret",
            t("pacsPage.secret"),
            <Input.Password
              id={`${ids}-secret`}
              value={secret}
              autoComplete="new-password"
              onChange={(event) => change({ secret: event.target.value })}
            />,
            pacs?.hasSecret === true ? t("pacsPage.secretKept") : undefined,
          )}
        {!isNew && (
          <Checkbox checked={isOn} onChange={(event) => change({ isOn: event.target.checked })}>
            {t("pacsPage.isOn")}
          </Checkbox>
        )}
      </div>
    </Modal>
  );
}
