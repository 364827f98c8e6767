import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, InputNumber, Modal, Select } from "antd";
import { useId, useState } from "react";
import { postOnce, put, showDone, showProblem } from "../../web/api-client.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { ChangeDestination, DestinationView, NewDestination } from "../delivery/api.js";
import { Field } from "./Field.js";
import "./interop.css";
import { useDeliveryTexts } from "./delivery-texts.js";

type Settings = DestinationView["settings"];
type Kind = Settings["kind"];

const blank: Readonly<Record<Kind, Settings>> = {
  mllp: {
    kind: "mllp",
    host: "",
    port: 2575,
    receivingApplication: "",
    receivingFacility: "",
    charset: "utf-8",
    withPdf: true,
    isTls: false,
    ca: "",
  },
  fhir: { kind: "fhir", baseUrl: "", auth: "none", username: "" },
  folder: { kind: "folder", folder: "", formats: ["pdf", "cda"] },
};

/** Sets a destination up or changes it; what is missing is said by the same contract the server holds. */
export function DestinationForm(props: { destination?: DestinationView; onClose: () => void }) {
  const { destination, onClose } = props;
  const t = useDeliveryTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const isOperator = useIsOperator();
  const institutions = useInstitutions() ?? [];
  const [institutionId, setInstitutionId] = useState("");
  const [name, setName] = useState(destination?.name ?? "");
  const [settings, setSettings] = useState<Settings>(destination?.settings ?? blank.mllp);
  const [secret, setSecret] = useState("");
  const input = { name, settings, ...(secret !== "" && { secret }) };
  const parsed = destination
    ? ChangeDestination.safeParse({ ...input, version: destination.version })
    : NewDestination.safeParse({ ...input, ...(institutionId !== "" && { institutionId }) });
  const lacksHospital = !destination && isOperator && institutionId === "";
  const save = useMutation({
    mutationFn: () =>
      destination
        ? put(`/api/destinations/${destination.destinationId}`, DestinationView, parsed.data)
        : postOnce("/api/destinations", DestinationView, parsed.data),
    onSuccess: () => {
      showDone(t("saved"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["destinations"] }),
  });
  const canSave = parsed.success && !lacksHospital;
  const faults = [
    ...(lacksHospital ? [t("institution")] : []),
    ...(parsed.success ? [] : [...new Set(parsed.error.issues.map((one) => String(one.path.at(-1) ?? "")))]),
  ];
  const change = (part: object) => setSettings((before) => ({ ...before, ...part }));
  const line = (key: string, label: string, value: string, type = "text") => (
    <Field label={label} id={`${ids}-${key}`}>
      <Input
        id={`${ids}-${key}`}
        type={type}
        value={value}
        autoComplete="off"
        onChange={(event) => change({ [key]: event.target.value })}
      />
    </Field>
  );
  return (
    <Modal
      open
      width={640}
      title={t(destination ? "edit" : "add")}
      okText={t("save")}
      cancelText={t("cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !canSave }}
      mask={{ closable: false }}
      onOk={() => {
        if (canSave) save.mutate();
      }}
      onCancel={onClose}
    >
      <div className="c-connector-form">
        {!destination && isOperator && (
          <Field label={t("institution")} id={`${ids}-institution`}>
            <Select<string | null>
              id={`${ids}-institution`}
              style={{ width: "100%" }}
              showSearch={{ optionFilterProp: "label" }}
              value={institutionId === "" ? null : institutionId}
              options={institutions
                .filter(({ kind }) => kind === "hospital")
                .map((one) => ({ value: one.id, label: one.name }))}
              onChange={(id) => setInstitutionId(id ?? "")}
            />
          </Field>
        )}
        <Field label={t("name")} id={`${ids}-name`}>
          <Input
            id={`${ids}-name`}
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {!destination && (
          <Field label={t("kind")} id={`${ids}-kind`}>
            <Select<Kind>
              id={`${ids}-kind`}
              style={{ width: "100%" }}
              value={settings.kind}
              options={(["mllp", "fhir", "folder"] as const).map((value) => ({
                value,
                label: t(`kinds.${value}`),
              }))}
              onChange={(kind) => setSettings(blank[kind])}
            />
          </Field>
        )}
        {settings.kind === "mllp" && (
          <>
            <div className="c-connector-pair">
              {line("host", t("host"), settings.host)}
              <Field label={t("port")} id={`${ids}-port`}>
                <InputNumber
                  id={`${ids}-port`}
                  min={1}
                  max={65_535}
                  precision={0}
                  value={settings.port}
                  onChange={(port) => change({ port: port ?? 0 })}
                />
              </Field>
            </div>
            <div className="c-connector-pair">
              {line("receivingApplication", t("receivingApplication"), settings.receivingApplication)}
              {line("receivingFacility", t("receivingFacility"), settings.receivingFacility)}
            </div>
            <div className="c-connector-pair">
              <Field label={t("charset")} id={`${ids}-charset`}>
                <Select
                  id={`${ids}-charset`}
                  style={{ width: "100%" }}
                  value={settings.charset}
                  options={[
                    { value: "utf-8" as const, label: "UTF-8" },
                    { value: "gb18030" as const, label: "GB18030" },
                  ]}
                  onChange={(charset) => change({ charset })}
                />
              </Field>
              <Field label={t("withPdf")} id={`${ids}-pdf`}>
                <Select<string>
                  id={`${ids}-pdf`}
                  style={{ width: "100%" }}
                  value={settings.withPdf ? "yes" : "no"}
                  options={(["yes", "no"] as const).map((value) => ({ value, label: t(value) }))}
                  onChange={(value) => change({ withPdf: value === "yes" })}
                />
              </Field>
              <Field label={t("isTls")} id={`${ids}-tls`}>
                <Select<string>
                  id={`${ids}-tls`}
                  style={{ width: "100%" }}
                  value={settings.isTls ? "yes" : "no"}
                  options={(["yes", "no"] as const).map((value) => ({ value, label: t(value) }))}
                  onChange={(value) => change({ isTls: value === "yes" })}
                />
              </Field>
            </div>
            {settings.isTls && (
              <Field label={t("ca")} id={`${ids}-ca`}>
                <Input.TextArea
                  id={`${ids}-ca`}
                  autoSize={{ minRows: 2, maxRows: 6 }}
                  value={settings.ca}
                  placeholder="-----BEGIN CERTIFICATE-----"
                  onChange={(event) => change({ ca: event.target.value })}
                />
              </Field>
            )}
          </>
        )}
        {settings.kind === "fhir" && (
          <>
            {line("baseUrl", t("baseUrl"), settings.baseUrl)}
            <Field label={t("auth")} id={`${ids}-auth`}>
              <Select
                id={`${ids}-auth`}
                style={{ width: "100%" }}
                value={settings.auth}
                options={(["none", "basic", "bearer"] as const).map((value) => ({
                  value,
                  label: t(`auths.${value}`),
                }))}
                onChange={(auth) => change({ auth })}
              />
            </Field>
            {settings.auth !== "none" && (
              <div className="c-connector-pair">
                {settings.auth === "basic" && line("username", t("username"), settings.username)}
                <Field label={t("secret")} id={`${ids}-secret`}>
                  <Input
                    id={`${ids}-secret`}
                    type="password"
                    autoComplete="new-password"
                    value={secret}
                    {...(destination?.hasSecret === true && { placeholder: t("secretKeep") })}
                    onChange={(event) => setSecret(event.target.value)}
                  />
                </Field>
              </div>
            )}
          </>
        )}
        {settings.kind === "folder" && (
          <>
            {line("folder", t("folder"), settings.folder)}
            <Field label={t("formats")} id={`${ids}-formats`}>
              <Select
                id={`${ids}-formats`}
                mode="multiple"
                style={{ width: "100%" }}
                value={settings.formats}
                options={(["pdf", "cda", "fhir", "hl7"] as const).map((value) => ({
                  value,
                  label: t(`formatNames.${value}`),
                }))}
                onChange={(formats) => change({ formats })}
              />
            </Field>
          </>
        )}
        {!canSave && <p className="c-quiet">{t("fill", { what: faults.join("、") })}</p>}
      </div>
    </Modal>
  );
}
