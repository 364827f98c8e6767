import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { type DecidedView, ReviewOutcome } from "../api.js";
import { useReviewTexts } from "./texts.js";

/** The last answers, each with a way back. */
export function DecidedList(props: { decided: readonly DecidedView[]; isOperator: boolean }) {
  const { decided, isOperator } = props;
  const t = useReviewTexts();
  const queryClient = useQueryClient();
  const undo = useMutation({
    mutationFn: (id: string) => postOnce(`/api/terms/review/${id}/undo`, ReviewOutcome),
    onSuccess: () => showDone(t("undone")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["review"] }),
  });
  if (decided.length === 0) return <p className="c-quiet">{t("decidedEmpty")}</p>;
  return (
    <ul className="c-decided">
      {decided.map((one) => (
        <li key={one.id}>
          <div>
            <strong>{one.name}</strong>{" "}
            {one.status === "dismissed" ? (
              <span className="c-quiet">{t("decidedDismissed")}</span>
            ) : (
              <span>{`→ ${one.codeName ?? ""} ${one.code ?? ""}`}</span>
            )}
            <div className="c-quiet">
              {one.isForAll ? t("forAll") : one.institutionName} · <LocalTime at={one.decidedAt} />
            </div>
          </div>
          {one.isForAll && !isOperator ? (
            <span className="c-quiet">{t("onlyOperator")}</span>
          ) : (
            <Button
              size="small"
              aria-label={t("undoLabel", { name: one.name })}
              loading={undo.isPending && undo.variables === one.id}
              onClick={() => undo.mutate(one.id)}
            >
              {t("undo")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
