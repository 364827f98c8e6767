import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { postOnce, put, showDone, showProblem } from "../../web/api-client.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { ChangeConnector, connectorKinds, ConnectorView, NewConnector } from "../api.js";
import { type Draft, draftOf, emptyDraft, faultyPaths, toInput } from "./connector-draft.js";
import "./interop.css";
import { Field } from "./Field.js";
import { KindFields } from "./KindFields.js";
import { MappingFields } from "./MappingFields.js";
import { useInteropTexts } from "./texts.js";

const schedules = [15, 60, 360, 1440] as const;

/** Sets a connector up or changes it. What is missing is said beside the button, by the same contract the server holds. */
export function ConnectorForm(props: {
  connector?: ConnectorView;
  onClose: () => void;
  onSaved: (connector: ConnectorView) => void;
}) {
  const { connector, onClose, onSaved } = props;
  const t = useInteropTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const isOperator = useIsOperator();
  const institutions = useInstitutions() ?? [];
  const [draft, setDraft] = useState<Draft>(connector === undefined ? emptyDraft : draftOf(connector));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const input = toInput(draft);
  const isNew = connector === undefined;
  const parsed = isNew
    ? NewConnector.safeParse({
        ...input,
        ...(draft.institutionId !== "" && { institutionId: draft.institutionId }),
      })
    : ChangeConnector.safeParse({ ...input, version: connector.version });
  const lacksHospital = isNew && isOperator && draft.institutionId === "";
  const missing = [
    ...(lacksHospital ? [t("form.institution")] : []),
    ...(parsed.success ? [] : faultyPaths(parsed.error, t)),
  ];
  const save = useMutation({
    mutationFn: () =>
      isNew
        ? postOnce("/api/connectors", ConnectorView, parsed.data)
        : put(`/api/connectors/${connector.connectorId}`, ConnectorView, parsed.data),
    onSuccess: (saved) => {
      showDone(t(isNew ? "form.created" : "form.saved"));
      onClose();
      onSaved(saved);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const canSave = parsed.success && missing.length === 0;
  return (
    <Modal
      open
      width={680}
      title={t(isNew ? "form.createTitle" : "form.editTitle")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !canSave }}
      mask={{ closable: false }}
      onOk={() => {
        if (canSave) save.mutate();
      }}
      onCancel={onClose}
    >
      <div className="c-connector-form">
        {isNew && isOperator && (
          <Field label={t("form.institution")} id={`${ids}-institution`}>
            <Select<string | null>
              id={`${ids}-institution`}
              style={{ width: "100%" }}
              showSearch={{ optionFilterProp: "label" }}
              value={draft.institutionId === "" ? null : draft.institutionId}
              options={institutions
                .filter(({ kind }) => kind === "hospital")
                .map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(institutionId) => change({ institutionId: institutionId ?? "" })}
            />
          </Field>
        )}
        <Field label={t("form.name")} id={`${ids}-name`}>
          <Input
            id={`${ids}-name`}
            value={draft.name}
            maxLength={60}
            placeholder={t("form.namePlaceholder")}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        {isNew && (
          <Field label={t("form.kind")} id={`${ids}-kind`}>
            <Select
              id={`${ids}-kind`}
              style={{ width: "100%" }}
              value={draft.kind}
              options={connectorKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
              onChange={(kind) => change({ kind })}
            />
          </Field>
        )}
        <KindFields draft={draft} change={change} hasSecret={connector?.hasSecret === true} />
        {draft.kind !== "mllp" && (
          <Field label={t("form.schedule")} id={`${ids}-schedule`}>
            <Select<number | null>
              id={`${ids}-schedule`}
              style={{ width: "100%" }}
              value={draft.scheduleMinutes ?? -1}
              options={[
                { value: -1, label: t("form.schedules.none") },
                ...schedules.map((value) => ({ value, label: t(`form.schedules.every${value}`) })),
                ...(draft.scheduleMinutes !== null && !schedules.some((one) => one === draft.scheduleMinutes)
                  ? [
                      {
                        value: draft.scheduleMinutes,
                        label: t("facts.every", { count: draft.scheduleMinutes }),
                      },
                    ]
                  : []),
              ]}
              onChange={(minutes) => change({ scheduleMinutes: minutes === -1 ? null : minutes })}
            />
          </Field>
        )}
        <MappingFields draft={draft} change={change} />
        {!canSave && <p className="c-quiet">{t("form.fill", { what: missing.join("、") })}</p>}
      </div>
    </Modal>
  );
}
