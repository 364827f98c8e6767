import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { get } from "../../web/api-client.js";
import { Timeline } from "../api.js";
import { useCaseTexts } from "./texts.js";

/** Why a request came back, in the words of whoever returned it. */
export function ReturnNote({ caseId }: { caseId: string }) {
  const t = useCaseTexts();
  const timeline = useQuery({
    queryKey: ["case", caseId, "timeline"],
    queryFn: () => get(`/api/cases/${caseId}/timeline`, Timeline),
  });
  const reason = timeline.data?.items.filter(({ kind }) => kind === "cases.returned").at(-1)?.details[
    "reason"
  ];
  return (
    <Alert
      type="warning"
      showIcon
      title={t("page.returned")}
      description={typeof reason === "string" ? reason : undefined}
    />
  );
}
