import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input, InputNumber, Modal, Radio } from "antd";
import { type ReactNode, useId, useState } from "react";
import { put, showDone, showProblem } from "../../web/api-client.js";
import { ChangeProvider, providerNames, ProviderState, type SecretName } from "../api/providers.js";
import { useProviderTexts } from "./provider-texts.js";
import "./providers.css";

type Name = (typeof providerNames)[number];
type FieldName =
  | SecretName
  | "apiUrl"
  | "clientUrl"
  | "socketUrl"
  | "apiKey"
  | "recordingPath"
  | "appId"
  | "customerId"
  | "vendor"
  | "region"
  | "bucket"
  | "accessKey";

const emptyInstance = { apiUrl: "", socketUrl: "" };

/** What is typed; a part that was never begun is sent as absent. */
function draftOf({ provider, forms }: ProviderState) {
  return {
    provider,
    livekit: forms.livekit ?? { apiUrl: "", clientUrl: "", apiKey: "", recordingPath: "" },
    janus: forms.janus ?? { instances: [emptyInstance], recordingPath: "" },
    agora: { appId: forms.agora?.appId ?? "", customerId: forms.agora?.customerId ?? "" },
    hasStorage: forms.agora?.storage != null,
    storage: forms.agora?.storage ?? { vendor: 2, region: 0, bucket: "", accessKey: "" },
    secrets: {} as Partial<Record<SecretName, string>>,
  };
}
type Draft = ReturnType<typeof draftOf>;

const isBegun = (...texts: string[]): boolean => texts.some((text) => text.trim() !== "");

const toChange = (draft: Draft, state: ProviderState): unknown => ({
  institutionId: state.institutionId,
  version: state.version,
  provider: draft.provider,
  forms: {
    livekit: isBegun(draft.livekit.apiUrl, draft.livekit.clientUrl, draft.livekit.apiKey)
      ? draft.livekit
      : null,
    janus: isBegun(...draft.janus.instances.flatMap(({ apiUrl, socketUrl }) => [apiUrl, socketUrl]))
      ? draft.janus
      : null,
    agora: isBegun(draft.agora.appId, draft.agora.customerId)
      ? { ...draft.agora, storage: draft.hasStorage ? draft.storage : null }
      : null,
  },
  secrets: Object.fromEntries(Object.entries(draft.secrets).filter(([, text]) => text.trim() !== "")),
});

/** Addresses and secrets of each media service, and which one is used. Saved secrets are never sent to the page. */
export function ProvidersForm({ state, onClose }: { state: ProviderState; onClose: () => void }) {
  const t = useProviderTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(state));
  const [isTried, setTried] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const { provider, livekit, janus, agora, storage, hasStorage, secrets } = draft;
  const parsed = ChangeProvider.safeParse(toChange(draft, state));
  const problems = parsed.success ? [] : parsed.error.issues;
  const faultAt = (path: string): string | undefined =>
    isTried ? problems.find((issue) => issue.path.join(".") === path)?.message : undefined;
  const save = useMutation({
    mutationFn: () => put("/api/rtc", ProviderState, parsed.data),
    onSuccess: () => {
      showDone(t("form.saved"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["rtc"] }),
  });

  const field = (key: FieldName, path: string, input: (id: string) => ReactNode) => {
    const id = `${ids}-${path}`;
    const fault = faultAt(path);
    return (
      <div key={path}>
        <label className="c-label" htmlFor={id}>
          {t(`fields.${key}`)}
        </label>
        {input(id)}
        {fault !== undefined && <p className="c-bad">{fault}</p>}
      </div>
    );
  };
  const text = (key: FieldName, path: string, value: string, set: (next: string) => void, placeholder = "") =>
    field(key, path, (id) => (
      <Input
        id={id}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        status={faultAt(path) === undefined ? "" : "error"}
        onChange={(event) => set(event.target.value)}
      />
    ));
  const secret = (name: SecretName) =>
    field(name, `secrets.${name}`, (id) => (
      <Input.Password
        id={id}
        value={secrets[name] ?? ""}
        autoComplete="new-password"
        placeholder={t(state.secretsKept.includes(name) ? "form.kept" : "form.none")}
        onChange={(event) => change({ secrets: { ...secrets, [name]: event.target.value } })}
      />
    ));
  const number = (key: "vendor" | "region") =>
    field(key, `forms.agora.storage.${key}`, (id) => (
      <InputNumber
        id={id}
        min={0}
        max={100}
        value={storage[key]}
        onChange={(value) => change({ storage: { ...storage, [key]: value ?? 0 } })}
      />
    ));

  return (
    <Modal
      open
      width={680}
      title={t("form.title")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      okButtonProps={{ loading: save.isPending }}
      mask={{ closable: false }}
      onOk={() => {
        setTried(true);
        if (parsed.success) save.mutate();
      }}
      onCancel={onClose}
    >
      <div className="rtc-form">
        <fieldset className="c-fieldset">
          <legend>{t("form.provider")}</legend>
          <Radio.Group
            value={provider}
            onChange={(event) => change({ provider: event.target.value as Name })}
            options={providerNames.map((name) => ({ value: name, label: t(`names.${name}`) }))}
          />
          <p className={provider === "agora" ? "rtc-warn" : "c-quiet"}>{t(`leaves.${provider}`)}</p>
        </fieldset>
        {provider === "livekit" && (
          <>
            {text(
              "apiUrl",
              "forms.livekit.apiUrl",
              livekit.apiUrl,
              (apiUrl) => change({ livekit: { ...livekit, apiUrl } }),
              "http://10.1.2.3:7880",
            )}
            {text(
              "clientUrl",
              "forms.livekit.clientUrl",
              livekit.clientUrl,
              (clientUrl) => change({ livekit: { ...livekit, clientUrl } }),
              "wss://livekit.hospital.example",
            )}
            {text("apiKey", "forms.livekit.apiKey", livekit.apiKey, (apiKey) =>
              change({ livekit: { ...livekit, apiKey } }),
            )}
            {secret("livekit.apiSecret")}
            {text(
              "recordingPath",
              "forms.livekit.recordingPath",
              livekit.recordingPath,
              (recordingPath) => change({ livekit: { ...livekit, recordingPath } }),
              "/recordings",
            )}
          </>
        )}
        {provider === "janus" && (
          <>
            {janus.instances.map((one, at) => {
              const set = (part: Partial<typeof one>) =>
                change({
                  janus: {
                    ...janus,
                    instances: janus.instances.map((known, n) => (n === at ? { ...known, ...part } : known)),
                  },
                });
              const path = `forms.janus.instances.${at}`;
              return (
                <fieldset className="c-fieldset" key={at}>
                  <legend>{t("form.instance", { count: at + 1 })}</legend>
                  {text(
                    "apiUrl",
                    `${path}.apiUrl`,
                    one.apiUrl,
                    (apiUrl) => set({ apiUrl }),
                    "http://10.1.2.4:8088/janus",
                  )}
                  {text(
                    "socketUrl",
                    `${path}.socketUrl`,
                    one.socketUrl,
                    (socketUrl) => set({ socketUrl }),
                    "ws://10.1.2.4:8188",
                  )}
                  {janus.instances.length > 1 && (
                    <Button
                      type="link"
                      onClick={() =>
                        change({ janus: { ...janus, instances: janus.instances.filter((_, n) => n !== at) } })
                      }
                    >
                      {t("form.removeInstance", { count: at + 1 })}
                    </Button>
                  )}
                </fieldset>
              );
            })}
            {janus.instances.length < 8 && (
              <Button
                onClick={() =>
                  change({ janus: { ...janus, instances: [...janus.instances, emptyInstance] } })
                }
              >
                {t("form.addInstance")}
              </Button>
            )}
            {secret("janus.adminKey")}
            {secret("janus.apiSecret")}
            {text(
              "recordingPath",
              "forms.janus.recordingPath",
              janus.recordingPath,
              (recordingPath) => change({ janus: { ...janus, recordingPath } }),
              "/var/lib/janus/recordings",
            )}
          </>
        )}
        {provider === "agora" && (
          <>
            {text("appId", "forms.agora.appId", agora.appId, (appId) =>
              change({ agora: { ...agora, appId } }),
            )}
            {secret("agora.appCertificate")}
            {text("customerId", "forms.agora.customerId", agora.customerId, (customerId) =>
              change({ agora: { ...agora, customerId } }),
            )}
            {secret("agora.customerSecret")}
            <Checkbox checked={hasStorage} onChange={(event) => change({ hasStorage: event.target.checked })}>
              {t("form.storage")}
            </Checkbox>
            {hasStorage && (
              <>
                <div className="rtc-pair">
                  {number("vendor")}
                  {number("region")}
                </div>
                {text("bucket", "forms.agora.storage.bucket", storage.bucket, (bucket) =>
                  change({ storage: { ...storage, bucket } }),
                )}
                {text("accessKey", "forms.agora.storage.accessKey", storage.accessKey, (accessKey) =>
                  change({ storage: { ...storage, accessKey } }),
                )}
                {secret("agora.storageSecret")}
                {secret("agora.recordingNoticeSecret")}
              </>
            )}
            {secret("agora.channelNoticeSecret")}
            <p className="c-quiet">
              {t("form.notices", {
                address: `${location.origin}/api/rtc/webhooks/agora/${state.institutionId}`,
              })}
            </p>
          </>
        )}
        {isTried && problems.length > 0 && (
          <p className="c-bad" role="alert">
            {t("form.check", {
              what: [...new Set(problems.map(({ path }) => String(path.at(-1))))]
                .map((key) => (key in fieldNames ? t(`fields.${key as FieldName}`) : key))
                .join("、"),
            })}
          </p>
        )}
      </div>
    </Modal>
  );
}

const fieldNames: Partial<Record<string, true>> = Object.fromEntries(
  [
    "apiUrl",
    "clientUrl",
    "socketUrl",
    "apiKey",
    "recordingPath",
    "appId",
    "customerId",
    "vendor",
    "region",
    "bucket",
    "accessKey",
  ].map((name) => [name, true]),
);
