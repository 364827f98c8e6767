import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { get, ProblemError } from "../../web/api-client.js";
import type { RequestAside, RequestExperts, RequestImages, RequestPanel } from "../../web/case-slots.js";
import { EmptyState, LoadingState, QueryView } from "../../web/components/states.js";
import { AppLink, useGo, usePathParam } from "../../web/navigation.js";
import { CaseView, type RequestDraft } from "../api.js";
import "./cases.css";
import { RequestFormView } from "./RequestFormView.js";
import { useCaseTexts } from "./texts.js";

interface Beside {
  readonly aside: RequestAside;
  readonly experts: RequestExperts;
  readonly panel: RequestPanel;
  readonly images: RequestImages;
}

/**
 * 会诊申请表: one screen from the question to the consent. `aside` shows how urgent the system finds it meanwhile,
 * `experts` whom it would reach.
 */
export function RequestFormPage(beside: Beside) {
  const t = useCaseTexts();
  const caseId = usePathParam("caseId");
  const query = useQuery({
    queryKey: ["case", caseId],
    queryFn: () => get(`/api/cases/${caseId}`, CaseView),
    refetchOnWindowFocus: false,
  });
  if (query.error instanceof ProblemError && query.error.status === 404)
    return (
      <EmptyState
        isPage
        title={t("page.notReadable")}
        action={<AppLink to="/cases">{t("page.back")}</AppLink>}
      />
    );
  return (
    <QueryView query={query} lines={12}>
      {(caseView) =>
        caseView.draft === null ? (
          <ToCase caseId={caseId} />
        ) : (
          <Opened key={caseId} caseView={caseView} draft={caseView.draft} {...beside} />
        )
      }
    </QueryView>
  );
}

/** A request that is not open any more (just sent, or not this reader's to change) is its page. */
function ToCase({ caseId }: { caseId: string }) {
  const go = useGo();
  useEffect(() => {
    go(`/cases/${caseId}`, { replace: true });
  });
  return <LoadingState lines={8} />;
}

/** The form begins with what the server had when the page opened; later answers change the attachments only. */
function Opened(props: Beside & { caseView: CaseView; draft: RequestDraft }) {
  const [opened] = useState({ version: props.caseView.version, draft: props.draft });
  return (
    <RequestFormView
      caseView={props.caseView}
      version={opened.version}
      draft={opened.draft}
      aside={props.aside}
      experts={props.experts}
      panel={props.panel}
      images={props.images}
    />
  );
}
