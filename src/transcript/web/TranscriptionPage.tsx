import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { get, post, postOnce, put, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useHospitalChoice } from "../../web/hooks/use-hospital-choice.js";
import { useMay } from "../../web/session.js";
import { providerNames, TranscriptionState, TranscriptionTest } from "../api.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";

/** 语音转写: which service writes a hospital's calls down, and for how long words and films are kept. */
export function TranscriptionPage() {
  const t = useTranscriptTexts();
  const { institutionId, isReady, select } = useHospitalChoice({
    label: t("settings.institution"),
    placeholder: t("settings.choose"),
  });
  const state = useQuery({
    queryKey: ["transcription", institutionId],
    queryFn: () => get(withQuery("/api/transcription", { institutionId }), TranscriptionState),
    enabled: isReady,
  });
  return (
    <>
      <PageHeader
        title={t("settings.title")}
        note={t("settings.note")}
        extra={
          <>
            {select}
            {state.data && (
              <StatusTag tone={state.data.isEnabled ? "good" : "neutral"}>
                {t(state.data.isEnabled ? "settings.on" : "settings.off")}
              </StatusTag>
            )}
          </>
        }
      />
      {isReady ? (
        <QueryView query={state} lines={8}>
          {(data) => <Settings key={`${data.institutionId} ${data.version}`} state={data} />}
        </QueryView>
      ) : (
        <EmptyState title={t("settings.choose")} note={t("settings.chooseNote")} />
      )}
    </>
  );
}

function Settings({ state }: { state: TranscriptionState }) {
  const t = useTranscriptTexts();
  const words = useWords();
  const may = useMay();
  const ids = useId();
  const queryClient = useQueryClient();
  const { institutionId, version, isEnabled, hasKey, minutesToday, hotWords: savedWords, ...saved } = state;
  const [draft, setDraft] = useState({ ...saved, apiKey: "", hotWords: savedWords.join("\n") });
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["transcription"] });
  const save = useMutation({
    mutationFn: () => {
      const { apiKey, hotWords, ...values } = draft;
      const lines = hotWords.split("\n").map((word) => word.trim());
      return put("/api/transcription/settings", TranscriptionState, {
        ...values,
        institutionId,
        version,
        url: values.provider === "agora-stt" ? "" : values.url,
        hotWords: [...new Set(lines.filter((word) => word !== ""))],
        ...(apiKey !== "" && { apiKey }),
      });
    },
    onSuccess: () => showDone(t("settings.saved")),
    onError: showProblem,
    onSettled: refresh,
  });
  const turn = useMutation({
    mutationFn: () =>
      postOnce("/api/transcription/switch", TranscriptionState, { institutionId, isEnabled: !isEnabled }),
    onError: showProblem,
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: () => post("/api/transcription/test", TranscriptionTest, { institutionId }),
    onError: showProblem,
  });
  const isAgora = draft.provider === "agora-stt";
  const isOpenAi = draft.provider.startsWith("openai-");
  const isReadOnly = !may("transcription.manage");
  const field = (key: string, label: string, input: ReactNode) => (
    <div key={key}>
      <label className="c-label" htmlFor={`${ids}-${key}`}>
        {label}
      </label>
      {input}
    </div>
  );
  const number = (key: "dailyMinutes" | "recordingYears", label: string, min: number, max: number) =>
    field(
      key,
      label,
      <InputNumber
        id={`${ids}-${key}`}
        min={min}
        max={max}
        value={draft[key]}
        onChange={(value) => change({ [key]: value ?? min })}
      />,
    );
  return (
    <div className="c-stack">
      {test.data && (
        <p className={test.data.isGood ? "t-banner" : "t-trouble"} role="status">
          {words(test.data)}
        </p>
      )}
      <Card>
        <fieldset className="t-form" disabled={isReadOnly}>
          {field(
            "provider",
            t("settings.provider"),
            <Select
              id={`${ids}-provider`}
              value={draft.provider}
              disabled={isReadOnly}
              options={providerNames.map((value) => ({ value, label: t(`settings.providers.${value}`) }))}
              onChange={(provider) => change({ provider })}
            />,
          )}
          {!isAgora &&
            field(
              "url",
              t("settings.url"),
              <Input
                id={`${ids}-url`}
                value={draft.url}
                maxLength={500}
                placeholder={t(`settings.urlHints.${draft.provider}`)}
                autoComplete="off"
                onChange={(event) => change({ url: event.target.value })}
              />,
            )}
          {isOpenAi &&
            field(
              "model",
              t("settings.model"),
              <Input
                id={`${ids}-model`}
                value={draft.model}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => change({ model: event.target.value })}
              />,
            )}
          {draft.provider === "openai-realtime" &&
            field(
              "dialect",
              t("settings.dialect"),
              <Select
                id={`${ids}-dialect`}
                value={draft.dialect}
                disabled={isReadOnly}
                options={[
                  { value: "openai" as const, label: "OpenAI" },
                  { value: "vllm" as const, label: "vLLM" },
                ]}
                onChange={(dialect) => change({ dialect, sampleRate: dialect === "vllm" ? 16_000 : 24_000 })}
              />,
            )}
          {draft.provider === "openai-realtime" &&
            field(
              "rate",
              t("settings.rate"),
              <Select
                id={`${ids}-rate`}
                value={draft.sampleRate}
                disabled={isReadOnly}
                options={[8000, 16_000, 24_000, 48_000].map((value) => ({ value, label: String(value) }))}
                onChange={(sampleRate) => change({ sampleRate })}
              />,
            )}
          {isOpenAi &&
            field(
              "language",
              t("settings.language"),
              <Input
                id={`${ids}-language`}
                value={draft.language}
                maxLength={20}
                onChange={(event) => change({ language: event.target.value })}
              />,
            )}
          {!isAgora &&
            field(
              "key",
              t("settings.key"),
              <Input.Password
                id={`${ids}-key`}
                value={draft.apiKey}
                visibilityToggle={false}
                autoComplete="new-password"
                placeholder={t(hasKey ? "settings.keyKept" : "settings.keyNone")}
                onChange={(event) => change({ apiKey: event.target.value })}
              />,
            )}
          {!isAgora &&
            field(
              "hotWords",
              t("settings.hotWords"),
              <Input.TextArea
                id={`${ids}-hotWords`}
                rows={4}
                value={draft.hotWords}
                onChange={(event) => change({ hotWords: event.target.value })}
              />,
            )}
          {number(
            "dailyMinutes",
            `${t("settings.minutes")} · ${t("settings.used", { used: minutesToday })}`,
            0,
            100_000,
          )}
          {field(
            "recordYears",
            t("settings.recordYears"),
            <Select
              id={`${ids}-recordYears`}
              value={draft.recordYears}
              disabled={isReadOnly}
              options={[15, 30].map((value) => ({ value, label: String(value) }))}
              onChange={(recordYears) => change({ recordYears })}
            />,
          )}
          {number("recordingYears", t("settings.recordingYears"), 3, 30)}
        </fieldset>
        {!isReadOnly && (
          <div className="c-actions">
            <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
              {t("settings.save")}
            </Button>
            <Button
              loading={test.isPending}
              disabled={state.url === "" && !isAgora}
              onClick={() => test.mutate()}
            >
              {t("settings.test")}
            </Button>
            <Button loading={turn.isPending} danger={isEnabled} onClick={() => turn.mutate()}>
              {t(isEnabled ? "settings.disable" : "settings.enable")}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}
