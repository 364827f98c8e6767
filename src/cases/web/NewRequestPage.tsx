import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { get, postOnce, withQuery } from "../../web/api-client.js";
import { ErrorState, LoadingState } from "../../web/components/states.js";
import { useGo } from "../../web/navigation.js";
import { CaseList, CaseStep, CaseView } from "../api.js";
import { useFormTexts } from "./form-texts.js";
import { emptyDraft, isSameDraft } from "./request-form.js";

/** An own draft in which nothing was ever written, so that opening and leaving the form leaves no trail of drafts. */
async function findUntouchedDraft(): Promise<string | undefined> {
  const { items } = await get(withQuery("/api/cases", { scope: "open", limit: 20 }), CaseList);
  const untouched = items.find(({ status, question }) => status === "draft" && question === "");
  if (untouched === undefined) return undefined;
  const { draft, attachments } = await get(`/api/cases/${untouched.id}`, CaseView);
  const isEmpty = draft !== null && attachments.length === 0 && isSameDraft(draft, emptyDraft());
  return isEmpty ? untouched.id : undefined;
}

/** 新建会诊申请: opens a draft and goes to its form. Going back does not open another one. */
export function NewRequestPage() {
  const t = useFormTexts();
  const go = useGo();
  const created = useQuery({
    queryKey: ["new-request"],
    queryFn: async () => (await findUntouchedDraft()) ?? (await postOnce("/api/cases", CaseStep)).id,
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    meta: { still: true },
  });
  const id = created.data;
  useEffect(() => {
    if (id !== undefined) go(`/cases/${id}/edit`, { replace: true });
  });
  if (created.isError) return <ErrorState error={created.error} onRetry={() => created.refetch()} />;
  return (
    <>
      <p className="c-quiet">{t("opening")}</p>
      <LoadingState lines={8} />
    </>
  );
}
