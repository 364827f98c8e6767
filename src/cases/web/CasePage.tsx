import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useEffect, useState } from "react";
import { get, ProblemError } from "../../web/api-client.js";
import type { CasePanel } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { CaseHeader } from "../../web/components/CaseHeader.js";
import { EmptyState, LoadingState, QueryView } from "../../web/components/states.js";
import { AppLink, useGo, usePathParam } from "../../web/navigation.js";
import { useMay, useSession } from "../../web/session.js";
import { CaseView } from "../api.js";
import { AccessLogDrawer } from "./AccessLogDrawer.js";
import { AttachmentList } from "./AttachmentList.js";
import { CancelCase } from "./CancelCase.js";
import { CaseFacts } from "./CaseFacts.js";
import { CaseTimeline } from "./CaseTimeline.js";
import { clockWords, isReadersTurn, isRescueFirst, nextWords, statusTones } from "./case-words.js";
import "./cases.css";
import { ReturnNote } from "./ReturnNote.js";
import { useCaseTexts } from "./texts.js";

/**
 * 会诊申请: the whole case for whoever may read it. `panels` are what later modules say about it (triage, matching,
 * dispatch, consultation); the composition root gives them.
 */
export function CasePage({ panels }: { panels: readonly CasePanel[] }) {
  const t = useCaseTexts();
  const caseId = usePathParam("caseId");
  const query = useQuery({
    queryKey: ["case", caseId],
    queryFn: () => get(`/api/cases/${caseId}`, CaseView),
    // Every look is written down; coming back to the window is none, and changes are told by live hints.
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
  const { error } = query;
  if (error instanceof ProblemError && error.status === 404)
    return (
      <EmptyState
        isPage
        title={t("page.notReadable")}
        note={t("page.notReadableNote")}
        action={<AppLink to="/cases">{t("page.back")}</AppLink>}
      />
    );
  return (
    <QueryView query={query} lines={10}>
      {(caseView) =>
        caseView.status === "draft" && caseView.may.edit ? (
          <ToForm caseId={caseId} />
        ) : (
          <WholeCase caseView={caseView} panels={panels} />
        )
      }
    </QueryView>
  );
}

/** A draft has no page of its own: it is the form. */
function ToForm({ caseId }: { caseId: string }) {
  const go = useGo();
  useEffect(() => {
    go(`/cases/${caseId}/edit`, { replace: true });
  });
  return <LoadingState lines={8} />;
}

function WholeCase({ caseView, panels }: { caseView: CaseView; panels: readonly CasePanel[] }) {
  const t = useCaseTexts();
  const { roles, institution } = useSession();
  const level = caseView.urgencyLevel;
  const at = (place: CasePanel["place"]) =>
    panels
      .filter((panel) => panel.place === place)
      .map(({ key, component: Panel }) => (
        <div key={key} className="cases-panel" data-place={place}>
          <Suspense fallback={null}>
            <Panel caseId={caseView.id} caseView={caseView} />
          </Suspense>
        </div>
      ));
  return (
    <div className="c-stack">
      {level !== null && isRescueFirst(caseView) && (
        <div className="cases-rescue" role="note">
          <strong>{t("page.rescue")}</strong>
          <span>{t("page.rescueNote", { level })}</span>
        </div>
      )}
      {caseView.status === "returned" && caseView.may.edit && <ReturnNote caseId={caseView.id} />}
      <CaseHeader
        number={caseView.number}
        question={caseView.question || t("list.noQuestion")}
        patientLabel={caseView.patientLabel}
        institutionName={caseView.institutionName}
        requesterName={caseView.requesterName}
        timeZone={institution.timeZone}
        level={level}
        status={{ label: t(`status.${caseView.status}`), tone: statusTones[caseView.status] }}
        submittedAt={caseView.submittedAt}
        clock={clockWords(caseView, t)}
        next={nextWords(caseView, isReadersTurn(caseView, roles.includes("dispatcher")), t)}
        actions={<CaseActions caseView={caseView} />}
      />
      <div className="c-columns-2 cases-columns">
        <div className="c-stack">
          {at("top")}
          <Card title={t("page.facts")}>
            <CaseFacts caseView={caseView} />
          </Card>
          <Card title={t("page.attachments")}>
            <AttachmentList caseId={caseView.id} attachments={caseView.attachments} />
          </Card>
          {at("main")}
        </div>
        <div className="c-stack">
          {at("side")}
          <div className="cases-last">
            <Card title={t("page.timeline")}>
              <CaseTimeline caseId={caseView.id} />
            </Card>
          </div>
        </div>
      </div>
    </div>
  );
}

/** The reader's own next step as the primary action; who looked and cancelling beside it. */
function CaseActions({ caseView }: { caseView: CaseView }) {
  const t = useCaseTexts();
  const may = useMay();
  const go = useGo();
  const [open, setOpen] = useState<"log" | "cancel" | null>(null);
  const { id, status } = caseView;
  const primary = caseView.may.edit
    ? { label: t(status === "returned" ? "page.resubmit" : "page.edit"), to: `/cases/${id}/edit` }
    : caseView.may.writeOpinion
      ? { label: t("page.writeOpinion"), to: `/cases/${id}/opinion` }
      : undefined;
  return (
    <>
      {may("case.access-log") && <Button onClick={() => setOpen("log")}>{t("page.whoLooked")}</Button>}
      {caseView.may.cancel && <Button onClick={() => setOpen("cancel")}>{t("page.cancel")}</Button>}
      {primary !== undefined && (
        <Button type="primary" icon={<EditOutlined />} onClick={() => go(primary.to)}>
          {primary.label}
        </Button>
      )}
      <AccessLogDrawer caseId={id} isOpen={open === "log"} onClose={() => setOpen(null)} />
      <CancelCase caseId={id} isDraft={false} isOpen={open === "cancel"} onClose={() => setOpen(null)} />
    </>
  );
}
