import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Input } from "antd";
import { Suspense, useState } from "react";
import {
  type FieldProblem,
  OfflineError,
  postOnce,
  ProblemError,
  showDone,
  showProblem,
} from "../../web/api-client.js";
import type { RequestAside, RequestExperts, RequestImages, RequestPanel } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LoadingState } from "../../web/components/states.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { useWords } from "../../web/i18n/index.js";
import { CaseStep, type CaseView, consentTextVersion, type RequestDraft } from "../api.js";
import { missingItems } from "../domain/completeness.js";
import { useOutsidePilot } from "./use-outside-pilot.js";
import { CancelCase } from "./CancelCase.js";
import { ConflictDialog } from "./ConflictDialog.js";
import { ConsentFields } from "./ConsentFields.js";
import { DiagnosesField } from "./DiagnosesField.js";
import { FormAttachments } from "./FormAttachments.js";
import { FormField, fieldId, goToField } from "./FormField.js";
import { FormStatus } from "./FormStatus.js";
import { useFormTexts } from "./form-texts.js";
import { PatientFields } from "./PatientFields.js";
import { type Overlong, overlongTexts, type RequestForm, toDraft, toForm } from "./request-form.js";
import { ReturnNote } from "./ReturnNote.js";
import { SaveText } from "./SaveText.js";
import { useSavedDraft } from "./use-saved-draft.js";
import { VitalsFields } from "./VitalsFields.js";
import { WantedFields } from "./WantedFields.js";

/** True when the problem is of the field, or of something the changed part of the form holds. */
const isTouchedBy = (path: string, part: Partial<RequestForm>): boolean =>
  Object.keys(part).some((key) => path === key || path.startsWith(`${key}.`));

/** The form itself, over the draft as it was when the page opened. */
export function RequestFormView(props: {
  caseView: CaseView;
  version: number;
  draft: RequestDraft;
  aside: RequestAside;
  experts: RequestExperts;
  panel: RequestPanel;
  images: RequestImages;
}) {
  const { caseView, aside: Aside, experts: Experts, images: Images } = props;
  const caseId = caseView.id;
  const t = useFormTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(() => toForm(props.draft));
  const [refused, setRefused] = useState<readonly FieldProblem[]>([]);
  const [isDiscarding, setIsDiscarding] = useState(false);
  const draft = toDraft(form, consentTextVersion);
  const overlong = overlongTexts(form);
  const saved = useSavedDraft({
    caseId,
    version: props.version,
    draft,
    canSave: overlong.length === 0,
    onTheirs: (theirs) => setForm(toForm(theirs)),
  });
  const outside = useOutsidePilot(draft);
  const missing = outside ? [outside, ...missingItems(draft)] : missingItems(draft);

  const change = (part: Partial<RequestForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setRefused((before) => before.filter(({ path }) => !isTouchedBy(path, part)));
  };
  const textNames: Readonly<Record<Overlong["field"], string>> = {
    patientName: t("patient.name"),
    question: t("question.label"),
    summary: t("summary.label"),
    "consent.signerName": t("consent.signer"),
  };
  const problemOf = (path: string): string | undefined => {
    const long = overlong.find(({ field }) => field === path);
    if (long !== undefined) return t("tooLong", { max: long.max, count: long.count });
    const problem = refused.find((one) => one.path === path);
    return problem && words(problem);
  };
  const fields = { form, change, problemOf };

  const submit = useMutation({
    mutationFn: async () => {
      const version = await saved.saveNow();
      return postOnce(`/api/cases/${caseId}/submit`, CaseStep, { version });
    },
    onSuccess: async () => {
      saved.stop();
      showDone(t("submitted"));
      // The page leads to the case by itself once it learns that the form is closed.
      await queryClient.invalidateQueries({ queryKey: ["case"] });
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.fields.length > 0) setRefused(error.fields);
      // A conflict has its own window; no network is told beside the button.
      if (!(error instanceof OfflineError) && saved.conflict === null) showProblem(error);
    },
  });
  return (
    <>
      <PageHeader
        title={t(caseView.status === "returned" ? "titleReturned" : "title")}
        note={caseView.number ?? t("draftOf")}
        extra={<SaveText saved={saved} isHeld={overlong.length > 0} />}
      />
      {/* Nothing that is typed will change it: it is told before anything is. */}
      {outside?.field === "mode" && <Alert role="alert" type="warning" showIcon title={words(outside)} />}
      <div
        className="cases-form"
        onBlur={() => {
          if (overlong.length === 0 && saved.conflict === null && !saved.isGone)
            saved.saveNow().catch(() => undefined);
        }}
      >
        <div className="c-stack">
          {caseView.status === "returned" && <ReturnNote caseId={caseId} />}
          <Card>
            <FormField
              path="question"
              label={<h2>{t("sections.question")}</h2>}
              problem={problemOf("question")}
            >
              <Input.TextArea
                id={fieldId("question")}
                value={form.question}
                onChange={(event) => change({ question: event.target.value })}
                placeholder={t("question.placeholder")}
                autoSize={{ minRows: 2, maxRows: 8 }}
              />
            </FormField>
          </Card>
          <Card title={t("sections.patient")}>
            <PatientFields {...fields} />
          </Card>
          <Card>
            <FormField
              path="summary"
              label={<h2>{t("sections.summary")}</h2>}
              hint={t("summary.hint")}
              problem={problemOf("summary")}
            >
              <Input.TextArea
                id={fieldId("summary")}
                value={form.summary}
                onChange={(event) => change({ summary: event.target.value })}
                placeholder={t("summary.placeholder")}
                autoSize={{ minRows: 5, maxRows: 24 }}
              />
            </FormField>
          </Card>
          <Card title={t("sections.vitals")}>
            <VitalsFields {...fields} />
          </Card>
          <Card title={t("sections.diagnoses")}>
            <DiagnosesField {...fields} />
          </Card>
          <Card title={t("sections.wanted")}>
            <WantedFields {...fields} draft={draft} panel={props.panel} namedExpert={caseView.namedExpert} />
          </Card>
          <Card title={t("sections.experts")}>
            <Suspense fallback={<LoadingState lines={4} />}>
              <Experts draft={draft} />
            </Suspense>
          </Card>
          <Card title={t("sections.attachments")}>
            <FormAttachments caseId={caseId} attachments={caseView.attachments} />
          </Card>
          <Card title={t("sections.images")}>
            <Suspense fallback={<LoadingState lines={3} />}>
              <Images caseId={caseId} />
            </Suspense>
          </Card>
          <Card title={t("sections.consent")}>
            <ConsentFields {...fields} />
          </Card>
        </div>
        <div className="cases-form-aside">
          <FormStatus
            missing={missing}
            toFix={[
              ...overlong.map(({ field, max, count }) => ({
                field,
                text: `${textNames[field]}：${t("tooLong", { max, count })}`,
              })),
              ...refused.map((problem) => ({ field: problem.path, text: words(problem) })),
            ]}
            saveText={<SaveText saved={saved} isHeld={overlong.length > 0} isQuiet />}
            isOffline={submit.error instanceof OfflineError}
            isPending={submit.isPending}
            canSubmit={saved.conflict === null && !saved.isGone}
            onSubmit={() => submit.mutate()}
            onDiscard={caseView.status === "draft" ? () => setIsDiscarding(true) : undefined}
          />
          <Card title={t("sections.triage")}>
            <Suspense fallback={<LoadingState lines={4} />}>
              <Aside
                draft={draft}
                fillVitals={(values) => change({ vitals: { ...form.vitals, ...values } })}
                takeSpecialty={(code) => change({ wantedSpecialtyCode: code })}
                attachments={caseView.attachments}
                addLine={(line) => {
                  const before = form.summary.trimEnd();
                  change({ summary: before === "" ? line : `${before}\n${line}` });
                  goToField("summary");
                }}
              />
            </Suspense>
          </Card>
        </div>
      </div>
      <ConflictDialog saved={saved} mine={draft} />
      <CancelCase
        caseId={caseId}
        isDraft
        isOpen={isDiscarding}
        onClose={() => setIsDiscarding(false)}
        onCancelled={saved.stop}
      />
    </>
  );
}
