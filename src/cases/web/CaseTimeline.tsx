import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { QueryView } from "../../web/components/states.js";
import { TimelineList } from "../../web/components/TimelineList.js";
import { useLanguage } from "../../web/i18n/index.js";
import { Timeline } from "../api.js";
import { useTimelineTexts } from "./timeline-texts.js";
import { stepWords } from "./timeline-words.js";

/** 时间线: every step of the case, the newest on top, in plain words. */
export function CaseTimeline({ caseId }: { caseId: string }) {
  const t = useTimelineTexts();
  const language = useLanguage();
  const timeline = useQuery({
    queryKey: ["case", caseId, "timeline"],
    queryFn: () => get(`/api/cases/${caseId}/timeline`, Timeline),
  });
  return (
    <QueryView query={timeline}>
      {({ items }) => (
        <TimelineList
          entries={[...items].reverse().map((entry) => ({
            id: String(entry.sequence),
            at: entry.at,
            who: entry.actorLabel === "系统" ? t("system") : entry.actorLabel,
            ...stepWords(entry, t, language),
          }))}
        />
      )}
    </QueryView>
  );
}
