import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { CompletenessView } from "../api/completeness.js";
import { CompletenessList } from "./CompletenessList.js";
import { useCompletenessTexts } from "./completeness-texts.js";

/** On the page of a case: what the request carries and lacks for its disease group. */
export function CompletenessPanel({ caseId }: CasePanelProps) {
  const t = useCompletenessTexts();
  const view = useQuery({
    queryKey: ["case", caseId, "completeness"],
    queryFn: () => get(`/api/cases/${caseId}/completeness`, CompletenessView),
    meta: { still: true },
  });
  if (view.data === undefined || view.data.groups.length === 0) return null;
  return (
    <Card title={t("title")}>
      <CompletenessList view={view.data} />
    </Card>
  );
}
