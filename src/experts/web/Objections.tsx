import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag, type Tone } from "../../web/components/StatusTag.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import type { ObjectionView } from "../api/claims.js";
import { useClaimTexts } from "./claim-texts.js";
import { useExpertTexts } from "./texts.js";

const tones: Readonly<Record<ObjectionView["status"], Tone>> = {
  open: "progress",
  accepted: "good",
  rejected: "neutral",
  withdrawn: "neutral",
};

/** What experts contest about their facts and scores, with the answer or a way to give one. */
export function Objections({ items }: { items: readonly ObjectionView[] }) {
  const t = useClaimTexts();
  const words = useExpertTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const [answering, setAnswering] = useState<{ id: string; decision: "accepted" | "rejected" }>();
  const answer = useMutation({
    mutationFn: ({ id, decision, text }: { id: string; decision: string; text: string }) =>
      postOnce(`/api/experts/objections/${id}/answer`, Nothing, { decision, answer: text }),
    onSuccess: () => {
      showDone(t("objection.answered"));
      setAnswering(undefined);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  if (items.length === 0)
    return <EmptyState title={t("objection.emptyTitle")} note={t("objection.emptyNote")} />;
  const verb = answering?.decision === "rejected" ? "reject" : "accept";
  return (
    <>
      {items.map((one) => (
        <Card
          key={one.objectionId}
          title={`${one.expertName} · ${t(`objection.about.${one.about}`)}`}
          extra={<StatusTag tone={tones[one.status]}>{t(`objection.status.${one.status}`)}</StatusTag>}
        >
          <p className="c-quiet">
            {one.claimKind === null
              ? (one.scoreKey ?? "")
              : `${words(`claimKind.${one.claimKind}`)}：${one.claimLabel ?? ""}`}
            {" · "}
            <LocalTime at={one.filedAt} form="date" />
          </p>
          <p>{one.text}</p>
          {one.answer !== null && <p>{t("objection.answer", { text: one.answer })}</p>}
          <div className="c-actions">
            {one.status === "open" && may("objection.answer") && (
              <>
                <Button onClick={() => setAnswering({ id: one.objectionId, decision: "accepted" })}>
                  {t("objection.accept")}
                </Button>
                <Button onClick={() => setAnswering({ id: one.objectionId, decision: "rejected" })}>
                  {t("objection.reject")}
                </Button>
              </>
            )}
            <AppLink to={`/experts/${one.practitionerId}`}>{t("conflict.open")}</AppLink>
          </div>
        </Card>
      ))}
      <ConfirmReason
        isOpen={answering !== undefined}
        title={t(`objection.${verb}Title`)}
        consequence={t("objection.answerNote")}
        reasons={[]}
        isNoteRequired
        isPending={answer.isPending}
        confirmLabel={t(`objection.${verb}`)}
        onConfirm={({ note }) => answering !== undefined && answer.mutate({ ...answering, text: note })}
        onClose={() => setAnswering(undefined)}
      />
    </>
  );
}
