import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, ProblemError } from "../../web/api-client.js";
import type { RequestAside } from "../../web/case-slots.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { AppLink, usePathParam } from "../../web/navigation.js";
import { CaseView, type RequestDraft } from "../api.js";
import "./cases.css";
import { useFormTexts } from "./form-texts.js";
import { RequestFormView } from "./RequestFormView.js";
import { useCaseTexts } from "./texts.js";

/** 会诊申请表: one screen from the question to the consent. `aside` shows what the system makes of it meanwhile. */
export function RequestFormPage({ aside }: { aside: RequestAside }) {
  const t = useFormTexts();
  const caseTexts = useCaseTexts();
  const caseId = usePathParam("caseId");
  const query = useQuery({
    queryKey: ["case", caseId],
    queryFn: () => get(`/api/cases/${caseId}`, CaseView),
    refetchOnWindowFocus: false,
  });
  if (query.error instanceof ProblemError && query.error.status === 404)
    return (
      <EmptyState
        title={caseTexts("page.notReadable")}
        action={<AppLink to="/cases">{caseTexts("page.back")}</AppLink>}
      />
    );
  return (
    <QueryView query={query} lines={12}>
      {(caseView) =>
        caseView.draft === null ? (
          <EmptyState
            title={t("notEditable")}
            note={t("notEditableNote")}
            action={<AppLink to={`/cases/${caseId}`}>{t("openCase")}</AppLink>}
          />
        ) : (
          <Opened key={caseId} caseView={caseView} draft={caseView.draft} aside={aside} />
        )
      }
    </QueryView>
  );
}

/** The form begins with what the server had when the page opened; later answers change the attachments only. */
function Opened(props: { caseView: CaseView; draft: RequestDraft; aside: RequestAside }) {
  const [opened] = useState({ version: props.caseView.version, draft: props.draft });
  return (
    <RequestFormView
      caseView={props.caseView}
      version={opened.version}
      draft={opened.draft}
      aside={props.aside}
    />
  );
}
