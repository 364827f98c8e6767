import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState } from "../../web/components/states.js";
import { AppLink } from "../../web/navigation.js";
import type { ClaimView, ConflictView } from "../api/claims.js";
import { useClaimTexts } from "./claim-texts.js";
import { ProvenanceLine } from "./ProvenanceLine.js";
import { useExpertTexts } from "./texts.js";

/**
 * Contradictions, two values side by side; one is chosen with a reason. The one a notice led here for (`asked`) stands first;
 * where it waits no longer, that is said.
 */
export function Conflicts(props: { items: readonly ConflictView[]; total: number; asked: string }) {
  const { total, asked } = props;
  const isAsked = ({ conflictId }: ConflictView) => conflictId === asked;
  const items = [...props.items.filter(isAsked), ...props.items.filter((one) => !isAsked(one))];
  const isOver = asked !== "" && items.length === total && !items.some(isAsked);
  const t = useClaimTexts();
  const queryClient = useQueryClient();
  const [choice, setChoice] = useState<{ conflict: ConflictView; claim: ClaimView }>();
  const settle = useMutation({
    mutationFn: ({ conflict, claim, reason }: { conflict: ConflictView; claim: ClaimView; reason: string }) =>
      postOnce(`/api/experts/conflicts/${conflict.conflictId}/settle`, Nothing, {
        chosenClaimId: claim.claimId,
        reason,
      }),
    onSuccess: () => {
      showDone(t("conflict.done"));
      setChoice(undefined);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  if (items.length === 0)
    return (
      <EmptyState
        title={t("conflict.emptyTitle")}
        note={t(isOver ? "conflict.over" : "conflict.emptyNote")}
      />
    );
  return (
    <>
      {isOver && <p role="status">{t("conflict.over")}</p>}
      {items.map((conflict) => (
        <ConflictCard
          key={conflict.conflictId}
          conflict={conflict}
          onChoose={(claim) => setChoice({ conflict, claim })}
        />
      ))}
      <ConfirmReason
        isOpen={choice !== undefined}
        title={t("conflict.title", { value: wordOf(choice?.claim) })}
        consequence={t("conflict.consequence")}
        reasons={[]}
        isNoteRequired
        isPending={settle.isPending}
        confirmLabel={t("conflict.choose")}
        onConfirm={({ note }) => choice !== undefined && settle.mutate({ ...choice, reason: note })}
        onClose={() => setChoice(undefined)}
      />
    </>
  );
}

const wordOf = (claim: ClaimView | undefined): string =>
  claim === undefined ? "" : `${claim.label}${claim.quantity === null ? "" : ` ${claim.quantity}`}`;

function ConflictCard(props: { conflict: ConflictView; onChoose: (claim: ClaimView) => void }) {
  const { conflict, onChoose } = props;
  const t = useClaimTexts();
  const words = useExpertTexts();
  return (
    <Card
      title={`${conflict.expertName} · ${words(`claimKind.${conflict.kind}`)}`}
      extra={<AppLink to={`/experts/${conflict.practitionerId}`}>{t("conflict.open")}</AppLink>}
    >
      <p className="c-quiet">
        {`${conflict.institutionName} · ${conflict.departmentName} · ${t("conflict.since")} `}
        <LocalTime at={conflict.openedAt} form="date" />
      </p>
      <div className="c-sides">
        {(["standing", "challenger"] as const).map((side) => {
          const claim = conflict[side];
          return (
            <div key={side} className="c-side-card">
              <span className="c-quiet">{t(`conflict.${side}`)}</span>
              <span className="c-fact-value">{wordOf(claim)}</span>
              <ProvenanceLine claim={{ ...claim, conflictId: null }} />
              {claim.evidence?.reference !== undefined && (
                <span className="c-quiet">{claim.evidence.reference}</span>
              )}
              <Button
                aria-label={t("conflict.chooseFor", { value: wordOf(claim) })}
                onClick={() => onChoose(claim)}
              >
                {t("conflict.choose")}
              </Button>
            </div>
          );
        })}
      </div>
    </Card>
  );
}
