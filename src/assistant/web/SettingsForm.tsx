import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, InputNumber, Modal, Radio, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { put, showDone, showProblem } from "../../web/api-client.js";
import { answerFormats, AssistantState, ChangeAssistant } from "../api.js";
import "./assistant.css";
import { useAssistantTexts } from "./texts.js";

interface Draft {
  readonly isOwn: boolean;
  readonly baseUrl: string;
  readonly model: string;
  readonly answerFormat: (typeof answerFormats)[number];
  readonly apiKey: string;
  /** Null while the field is empty. */
  readonly dailyCalls: number | null;
  readonly dailyTokens: number | null;
  readonly leastConfidence: number | null;
}

/** Endpoint, model, key and budget of one hospital. The saved key is never sent to the page; an empty field keeps it. */
export function SettingsForm({ state, onClose }: { state: AssistantState; onClose: () => void }) {
  const t = useAssistantTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const { setting, institutionId, hasServerEndpoint } = state;
  const [draft, setDraft] = useState<Draft>({
    isOwn: setting.baseUrl !== null || !hasServerEndpoint,
    baseUrl: setting.baseUrl ?? "",
    model: setting.model,
    answerFormat: setting.answerFormat,
    apiKey: "",
    dailyCalls: setting.dailyCalls,
    dailyTokens: setting.dailyTokens,
    leastConfidence: setting.leastConfidence,
  });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const { isOwn, apiKey, ...rest } = draft;
  const parsed = ChangeAssistant.safeParse({
    ...rest,
    institutionId,
    version: setting.version,
    baseUrl: isOwn ? draft.baseUrl.trim() : null,
    ...(apiKey !== "" && { apiKey: apiKey.trim() }),
  });
  const labels = ["baseUrl", "model", "dailyCalls", "dailyTokens", "leastConfidence"] as const;
  const faulty = [
    ...(parsed.success
      ? []
      : labels.filter((label) => parsed.error.issues.some(({ path }) => path[0] === label))),
    ...(isOwn && draft.model.trim() === "" ? (["model"] as const) : []),
    ...(parsed.success || !parsed.error.issues.some(({ path }) => path[0] === "apiKey")
      ? []
      : (["key"] as const)),
  ];
  const save = useMutation({
    mutationFn: () => put("/api/assistant/settings", AssistantState, parsed.data),
    onSuccess: () => {
      showDone(t("form.saved"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["assistant"] }),
  });
  const canSave = parsed.success && faulty.length === 0;
  const field = (
    key: "baseUrl" | "model" | "answerFormat" | "key" | (typeof labels)[number],
    input: ReactNode,
  ) => (
    <div>
      <label className="c-label" htmlFor={`${ids}-${key}`}>
        {t(`form.${key}`)}
      </label>
      {input}
    </div>
  );
  const number = (key: "dailyCalls" | "dailyTokens" | "leastConfidence", max: number, step: number) =>
    field(
      key,
      <InputNumber
        id={`${ids}-${key}`}
        min={0}
        max={max}
        step={step}
        value={draft[key]}
        onChange={(value) => change({ [key]: value })}
      />,
    );
  return (
    <Modal
      open
      width={620}
      title={t("form.title")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !canSave }}
      mask={{ closable: false }}
      onOk={() => {
        if (canSave) save.mutate();
      }}
      onCancel={onClose}
    >
      <div className="assistant-form">
        {hasServerEndpoint && (
          <fieldset className="c-fieldset">
            <legend>{t("form.where")}</legend>
            <Radio.Group
              value={isOwn}
              onChange={(event) => change({ isOwn: event.target.value === true })}
              options={[
                { value: false, label: t("form.useServer") },
                { value: true, label: t("form.useOwn") },
              ]}
            />
          </fieldset>
        )}
        {isOwn && (
          <>
            {field(
              "baseUrl",
              <Input
                id={`${ids}-baseUrl`}
                value={draft.baseUrl}
                placeholder={t("form.baseUrlPlaceholder")}
                autoComplete="off"
                inputMode="url"
                onChange={(event) => change({ baseUrl: event.target.value })}
              />,
            )}
            <div className="assistant-pair">
              {field(
                "model",
                <Input
                  id={`${ids}-model`}
                  value={draft.model}
                  maxLength={200}
                  autoComplete="off"
                  onChange={(event) => change({ model: event.target.value })}
                />,
              )}
              {field(
                "key",
                <Input.Password
                  id={`${ids}-key`}
                  value={apiKey}
                  autoComplete="new-password"
                  placeholder={t(setting.hasKey ? "form.keyKept" : "form.keyNone")}
                  onChange={(event) => change({ apiKey: event.target.value })}
                />,
              )}
            </div>
          </>
        )}
        {field(
          "answerFormat",
          <Select
            id={`${ids}-answerFormat`}
            style={{ width: "100%" }}
            value={draft.answerFormat}
            options={answerFormats.map((value) => ({ value, label: t(`form.answerFormats.${value}`) }))}
            onChange={(answerFormat) => change({ answerFormat })}
          />,
        )}
        <div className="assistant-pair">
          {number("dailyCalls", 100_000, 100)}
          {number("dailyTokens", 1_000_000_000, 100_000)}
        </div>
        {number("leastConfidence", 1, 0.05)}
        {!canSave && faulty.length > 0 && (
          <p className="c-quiet">
            {t("form.check", { what: [...new Set(faulty)].map((key) => t(`form.${key}`)).join("、") })}
          </p>
        )}
      </div>
    </Modal>
  );
}
