import { EditOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { type ComponentType, useRef, useState } from "react";
import type { CaseView } from "../../cases/api.js";
import { ProblemError } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { CaseHeader } from "../../web/components/CaseHeader.js";
import { EmptyState, ErrorState, LoadingState } from "../../web/components/states.js";
import { useMedia } from "../../web/hooks/use-media.js";
import { AppLink, usePathParam } from "../../web/navigation.js";
import type { OpinionView } from "../api.js";
import "./consultation.css";
import { Conversation } from "./Conversation.js";
import { useOpinionToWrite } from "./opinion-query.js";
import { OpinionSide } from "./OpinionSide.js";
import { useConsultationTexts } from "./texts.js";

/**
 * 书写会诊意见: the expert's writing desk, the case on the left and the opinion on the right; on a phone one behind the
 * other. `reading` shows the case; the composition root gives it.
 */
export function OpinionPage({ reading: Reading }: { reading: ComponentType<CasePanelProps> }) {
  const t = useConsultationTexts();
  const caseId = usePathParam("caseId");
  const { caseView, opinion, isAwaited, isNewest, problem, retry } = useOpinionToWrite(caseId);
  if (problem instanceof ProblemError && (problem.status === 404 || problem.status === 403))
    return (
      <EmptyState
        isPage
        title={t("page.notReadable")}
        note={t("page.notReadableNote")}
        action={
          <>
            <AppLink to="/archive">{t("page.archive")}</AppLink>
            <AppLink to="/offers">{t("page.back")}</AppLink>
          </>
        }
      />
    );
  if (problem !== null && (caseView === undefined || opinion === undefined))
    return <ErrorState error={problem} onRetry={retry} />;
  if (caseView === undefined || opinion === undefined || !isNewest) return <LoadingState lines={12} />;
  if (opinion === null && isAwaited)
    return (
      <>
        <p role="status">{t("page.preparing")}</p>
        <LoadingState lines={10} />
      </>
    );
  if (opinion === null)
    return (
      <EmptyState
        isPage
        title={t("page.notBegun")}
        note={t("page.notBegunNote")}
        action={<AppLink to={`/cases/${caseId}`}>{t("page.openCase")}</AppLink>}
      />
    );
  return <Desk caseView={caseView} opinion={opinion} reading={Reading} />;
}

function Desk(props: { caseView: CaseView; opinion: OpinionView; reading: ComponentType<CasePanelProps> }) {
  const { caseView, opinion, reading: Reading } = props;
  const t = useConsultationTexts();
  const isNarrow = useMedia("(max-width: 1023px)");
  const [side, setSide] = useState<"case" | "opinion">(opinion.draftRevision > 0 ? "opinion" : "case");
  const columns = useRef<HTMLDivElement>(null);
  const show = (next: "case" | "opinion") => {
    setSide(next);
    // On a phone the head of the case fills the screen; what was asked for comes up below the tabs.
    requestAnimationFrame(() => columns.current?.scrollIntoView({ block: "start" }));
  };
  return (
    <div className="c-stack o-desk">
      <Header caseView={caseView} />
      {isNarrow && (
        <Segmented
          block
          size="large"
          aria-label={t("page.view")}
          value={side}
          onChange={show}
          options={[
            { value: "case", label: t("page.case") },
            { value: "opinion", label: t("page.opinion") },
          ]}
        />
      )}
      <div className="o-columns" ref={columns}>
        <div hidden={isNarrow && side !== "case"}>
          <Reading caseId={caseView.id} caseView={caseView} />
        </div>
        <div className="o-right" hidden={isNarrow && side !== "opinion"}>
          <OpinionSide caseView={caseView} opinion={opinion} />
          <Conversation caseId={caseView.id} caseView={caseView} />
        </div>
      </div>
      {isNarrow && side === "case" && opinion.draft !== null && (
        <div className="o-bar">
          <Button type="primary" size="large" block icon={<EditOutlined />} onClick={() => show("opinion")}>
            {opinion.versions.length === 0 ? t("panel.write") : t("page.opinion")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Header({ caseView }: { caseView: CaseView }) {
  const t = useConsultationTexts();
  const { status, dueAt } = caseView;
  const known = (["accepted", "in_session", "opinion_signed", "closed"] as const).find(
    (one) => one === status,
  );
  const isWriting = status === "accepted" || status === "in_session";
  const isSigned = status === "opinion_signed";
  return (
    <CaseHeader
      number={caseView.number}
      question={caseView.question}
      patientLabel={caseView.patientLabel}
      institutionName={caseView.institutionName}
      requesterName={caseView.requesterName}
      level={caseView.urgencyLevel}
      status={{ label: t(`status.${known ?? "other"}`), tone: isSigned ? "good" : "progress" }}
      submittedAt={caseView.submittedAt}
      clock={dueAt === null ? null : { label: t(isSigned ? "next.disposeDue" : "next.due"), dueAt }}
      next={
        isWriting
          ? { who: t("next.you"), what: t("next.write"), isYou: true }
          : isSigned
            ? { who: t("next.requester"), what: t("next.dispose"), isYou: false }
            : null
      }
    />
  );
}
