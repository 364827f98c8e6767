import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { Countdown } from "../../web/components/Countdown.js";
import { WaitingClocks } from "../api/results.js";
import "./results.css";
import { useResultsTexts } from "./results-texts.js";

/** 服务时限 of one case on the dispatcher's board: what must be reached next, and by when. */
export function BoardClock({ caseId }: { readonly caseId: string }) {
  const t = useResultsTexts();
  const clocks = useQuery({
    queryKey: ["board", "service-clocks"],
    queryFn: () => get("/api/quality/waiting-clocks", WaitingClocks),
    refetchInterval: 10_000,
  });
  const clock = clocks.data?.items.find((one) => one.caseId === caseId);
  if (!clock) return <span className="c-quiet">{clocks.isError ? t("clocks.unknown") : "–"}</span>;
  return (
    <div className="q-board-clock">
      <span>
        <span className="c-quiet">{t(`clocks.step.${clock.step}`)}</span> <Countdown dueAt={clock.dueAt} />
      </span>
      {clock.isAgreed && <span className="c-quiet">{t("clocks.agreed")}</span>}
    </div>
  );
}
