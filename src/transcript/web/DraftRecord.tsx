import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { get, post, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { DraftState, type DraftView, type RecordSentence } from "../api.js";
import { useTranscriptTexts } from "./texts.js";
import "./transcript.css";

type Content = DraftView["content"];
type Sentence = Content["sections"][number]["sentences"][number];

export const draftKey = (caseId: string) => ["case", caseId, "draft-record"] as const;
export const useDraft = (caseId: string, isEnabled = true) =>
  useQuery({
    queryKey: draftKey(caseId),
    queryFn: () => get(`/api/cases/${caseId}/draft-record`, DraftState),
    enabled: isEnabled,
    // Every look is written down; changes are told by live hints.
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });

/** Goes to where a sentence was said: on the page of the words itself, or there from elsewhere. */
export type Jump = (segmentId: string) => void;

/** 会诊记录草稿: made by a machine until a physician has edited it and taken it over by his own click. */
export function DraftRecord({ caseId, jump }: { caseId: string; jump?: Jump | undefined }) {
  const t = useTranscriptTexts();
  const query = useDraft(caseId);
  return (
    <QueryView query={query} lines={4}>
      {(state) =>
        state.draft === null ? (
          <div className="c-form-gap">
            <p className="c-quiet">{t(state.hasWords ? "draft.noneWithWords" : "draft.none")}</p>
            {state.hasWords && <Makers caseId={caseId} state={state} />}
          </div>
        ) : (
          <Drafted caseId={caseId} state={state} draft={state.draft} jump={jump} />
        )
      }
    </QueryView>
  );
}

function Makers({ caseId, state }: { caseId: string; state: DraftState }) {
  const t = useTranscriptTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const done = {
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: draftKey(caseId) }),
  };
  const make = useMutation({
    mutationFn: () => post(`/api/cases/${caseId}/draft-record`, DraftState),
    ...done,
  });
  const refine = useMutation({
    mutationFn: () => post(`/api/cases/${caseId}/draft-record/assistant`, DraftState),
    ...done,
  });
  if (!may("draft.write")) return null;
  return (
    <div className="c-actions">
      <Button loading={make.isPending} disabled={refine.isPending} onClick={() => make.mutate()}>
        {t(state.draft === null ? "draft.make" : "draft.again")}
      </Button>
      {state.mayAskAssistant && (
        <Button loading={refine.isPending} disabled={make.isPending} onClick={() => refine.mutate()}>
          {t("draft.assistant")}
        </Button>
      )}
    </div>
  );
}

function Drafted(props: { caseId: string; state: DraftState; draft: DraftView; jump: Jump | undefined }) {
  const { caseId, state, draft, jump } = props;
  const t = useTranscriptTexts();
  const may = useMay();
  const [edited, setEdited] = useState<Content>();
  const queryClient = useQueryClient();
  const take = useMutation({
    mutationFn: (content: Content) =>
      postOnce(`/api/cases/${caseId}/draft-record/take-over`, DraftState, { draftId: draft.id, content }),
    onSuccess: () => {
      setEdited(undefined);
      showDone(t("draft.takenDone"));
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: draftKey(caseId) }),
  });
  const dropped = Object.values(draft.dropped).reduce((a, b) => a + b, 0);
  const isMachine = draft.status === "machine";
  return (
    <div className="t-draft">
      <p className="t-row">
        <StatusTag tone={isMachine ? "warn" : "good"}>
          {isMachine ? t("draft.machine") : t("draft.taken", { name: draft.takenName ?? "" })}
        </StatusTag>
        <span className="c-quiet">
          {draft.madeBy === "rules" ? t("draft.byRules") : t("draft.byAssistant", { model: draft.model })}{" "}
          <LocalTime at={draft.takenAt ?? draft.madeAt} />
        </span>
      </p>
      {dropped > 0 && <p className="c-quiet">{t("draft.dropped", { count: dropped })}</p>}
      {draft.isBehind && <p className="t-trouble">{t("draft.behind")}</p>}
      {(edited ?? draft.content).sections.map((section, at) => (
        <section key={section.key}>
          <h3 className="t-h3">{t(`draft.sections.${section.key}`)}</h3>
          {section.sentences.length === 0 && <p className="c-quiet">{t("draft.emptySection")}</p>}
          <ul className="t-sentences">
            {section.sentences.map((sentence, i) => (
              <li key={i}>
                {edited ? (
                  <EditedSentence
                    sentence={sentence}
                    onChange={(next) => setEdited(changed(edited, at, i, next))}
                  />
                ) : (
                  <ShownSentence sentence={sentence} caseId={caseId} jump={jump} />
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {edited ? (
        <div className="c-form-gap">
          <p className="c-quiet">{t("draft.takeNote")}</p>
          <div className="c-actions">
            <Button type="primary" loading={take.isPending} onClick={() => take.mutate(withoutEmpty(edited))}>
              {t("draft.take")}
            </Button>
            <Button onClick={() => setEdited(undefined)}>{t("draft.cancel")}</Button>
          </div>
        </div>
      ) : (
        <>
          {isMachine && may("draft.write") && (
            <div className="c-actions">
              <Button type="primary" onClick={() => setEdited(draft.content)}>
                {t("draft.edit")}
              </Button>
            </div>
          )}
          <Makers caseId={caseId} state={state} />
        </>
      )}
    </div>
  );
}

/** The content with one sentence changed; null: without it. */
function changed(content: Content, sectionAt: number, at: number, next: Sentence | null): Content {
  return {
    sections: content.sections.map((section, s) =>
      s !== sectionAt
        ? section
        : { ...section, sentences: section.sentences.flatMap((one, i) => (i === at ? (next ?? []) : one)) },
    ),
  };
}
const withoutEmpty = (content: Content): Content => ({
  sections: content.sections.map((section) => ({
    ...section,
    sentences: section.sentences.filter(({ text }) => text.trim() !== ""),
  })),
});

function EditedSentence({
  sentence,
  onChange,
}: {
  sentence: Sentence;
  onChange: (next: Sentence | null) => void;
}) {
  const t = useTranscriptTexts();
  return (
    <div className="t-row">
      <Input.TextArea
        autoSize
        maxLength={2000}
        aria-label={sentence.text.slice(0, 40)}
        value={sentence.text}
        onChange={(event) => onChange({ ...sentence, text: event.target.value })}
      />
      <Button size="small" type="text" aria-label={t("draft.remove")} onClick={() => onChange(null)}>
        ✕
      </Button>
    </div>
  );
}

function ShownSentence(props: { sentence: RecordSentence; caseId: string; jump: Jump | undefined }) {
  const { sentence, caseId, jump } = props;
  const t = useTranscriptTexts();
  const spoken = sentence.sources.flatMap((one) => (one.from === "segment" ? one.segmentId : []));
  const label = sentence.speaker ?? t("draft.said");
  const [first] = spoken;
  return (
    <>
      {sentence.text}{" "}
      {sentence.certainty !== "affirmed" && (
        <span className="t-certainty">{t(`draft.${sentence.certainty}`)}</span>
      )}{" "}
      {first === undefined ? (
        <span className="c-quiet t-source">{t("draft.fromCase")}</span>
      ) : jump ? (
        <button type="button" className="t-source" title={t("draft.said")} onClick={() => jump(first)}>
          {label} ↗
        </button>
      ) : (
        <AppLink to={`/cases/${caseId}/transcript?at=${first}`}>{label} ↗</AppLink>
      )}
    </>
  );
}
