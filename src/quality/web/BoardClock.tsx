import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { Countdown } from "../../web/components/Countdown.js";
import { WaitingClocks } from "../api/results.js";
import { isAnotherClock } from "./board-clock.js";
import "./results.css";
import { useResultsTexts } from "./results-texts.js";

/** 服务时限 of one case on the dispatcher's board, where it is another than the clock of the case's level. */
export function BoardClock({ caseId, dueAt }: { readonly caseId: string; readonly dueAt: string | null }) {
  const t = useResultsTexts();
  const clocks = useQuery({
    queryKey: ["board", "service-clocks"],
    queryFn: () => get("/api/quality/waiting-clocks", WaitingClocks),
    refetchInterval: 10_000,
  });
  if (clocks.isError && clocks.data === undefined)
    return <span className="c-quiet">{`${t("clocks.title")}：${t("clocks.unknown")}`}</span>;
  const clock = clocks.data?.items.find((one) => one.caseId === caseId);
  if (!clock || !isAnotherClock(clock.dueAt, dueAt)) return null;
  return (
    <span className="q-board-clock">
      <span className="c-quiet">
        {`${clock.isAgreed ? t("clocks.agreed") : t("clocks.title")} ${t(`clocks.step.${clock.step}`)}`}
      </span>
      <Countdown dueAt={clock.dueAt} />
    </span>
  );
}
