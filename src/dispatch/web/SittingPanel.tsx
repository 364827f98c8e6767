import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { Made } from "../../scheduling/api.js";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { useMay } from "../../web/session.js";
import { SittingProposal } from "../api.js";
import { useSittingTexts } from "./sitting-texts.js";

/** 建议会诊时间, for both sides: a time that joins the expert's other meetings, what it spares him and what the case waits for it. */
export function SittingPanel({ caseId, caseView }: CasePanelProps) {
  const t = useSittingTexts();
  const queryClient = useQueryClient();
  const isOpen = caseView.status === "accepted" || caseView.status === "in_session";
  const mayBook = useMay()("appointment.book");
  const query = useQuery({
    queryKey: ["case", caseId, "sitting"],
    queryFn: () => get(`/api/cases/${caseId}/sitting`, SittingProposal),
    enabled: isOpen && mayBook,
  });
  const proposal = query.data?.proposal ?? null;
  const book = useMutation({
    mutationFn: (asked: NonNullable<typeof proposal>) =>
      postOnce(`/api/cases/${caseId}/appointments`, Made, {
        personIds: asked.personIds,
        startsAt: asked.startsAt,
        minutes: asked.minutes,
      }),
    onSuccess: () => showDone(t("booked")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (!isOpen || proposal === null) return null;
  const { startsAt, firstStartsAt, laterMinutes, walkMinutes } = proposal;
  return (
    <Card title={t("title")}>
      <div className="c-stack">
        <p>
          <strong>
            <LocalTime at={startsAt} />
          </strong>
        </p>
        <p>{t("spares", { walk: walkMinutes })}</p>
        <p className="c-quiet">
          {laterMinutes === 0 ? (
            t("noWait")
          ) : (
            <>
              {t("waits", { later: laterMinutes })} <LocalTime at={firstStartsAt} />
            </>
          )}
        </p>
        <div className="c-actions">
          <Button loading={book.isPending} onClick={() => book.mutate(proposal)}>
            {t("book")}
          </Button>
        </div>
      </div>
    </Card>
  );
}
