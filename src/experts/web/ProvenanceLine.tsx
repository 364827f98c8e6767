import type { ClaimView } from "../api/claims.js";
import { useClaimTexts } from "./claim-texts.js";
import { useExpertTexts } from "./texts.js";

/** Where a fact came from and how fresh it is, in one line. */
export function ProvenanceLine({ claim }: { claim: ClaimView }) {
  const t = useClaimTexts();
  const words = useExpertTexts();
  const parts = [
    words(`claimSource.${claim.source}`),
    t("line.asOf", { on: claim.asOf }),
    ...(claim.state === "verified"
      ? [claim.verifiedBy === null ? t("line.verifiedNobody") : t("line.verified", { who: claim.verifiedBy })]
      : [words(`claimState.${claim.state}`)]),
    ...(claim.nextDueOn !== null && !claim.isOverdue ? [t("line.due", { on: claim.nextDueOn })] : []),
  ];
  return (
    <span className="c-quiet c-provenance">
      {parts.join(" · ")}
      {claim.isOverdue && claim.nextDueOn !== null && (
        <span className="c-warn-text">{` · ${t("line.overdue", { on: claim.nextDueOn })}`}</span>
      )}
      {claim.conflictId !== null && <span className="c-bad">{` · ${t("line.conflict")}`}</span>}
    </span>
  );
}
