import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Radio } from "antd";
import { useState } from "react";
import { type UrgencyLevel, urgencyLevels } from "../../kernel/urgency.js";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { AssessmentView } from "../api.js";
import { isMoreSevere } from "../domain/level.js";
import { useTriageTexts } from "./texts.js";

/** Sets another level with a reason; lowering it is said plainly before it is done. */
export function OverrideWindow(props: { caseId: string; level: UrgencyLevel; onClose: () => void }) {
  const { caseId, level, onClose } = props;
  const t = useTriageTexts();
  const queryClient = useQueryClient();
  const [next, setNext] = useState<UrgencyLevel>();
  const override = useMutation({
    mutationFn: (reason: string) =>
      postOnce(`/api/cases/${caseId}/assessments/override`, AssessmentView, { level: next, reason }),
    onSuccess: () => {
      showDone(t("overridden"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case"] }),
  });
  return (
    <ConfirmReason
      isOpen
      title={t("overrideTitle")}
      consequence={t("overrideNote")}
      reasons={[]}
      isNoteRequired
      canConfirm={next !== undefined}
      confirmLabel={t("confirm")}
      isPending={override.isPending}
      onConfirm={({ note }) => override.mutate(note)}
      onClose={onClose}
    >
      <fieldset className="c-fieldset">
        <legend>{t("newLevel")}</legend>
        <Radio.Group
          className="triage-levels"
          value={next}
          onChange={(event) => setNext(event.target.value as UrgencyLevel)}
        >
          {urgencyLevels
            .filter((one) => one !== level)
            .map((one) => (
              <Radio key={one} value={one}>
                <UrgencyTag level={one} />
              </Radio>
            ))}
        </Radio.Group>
      </fieldset>
      {next !== undefined && isMoreSevere(level, next) && (
        <Alert type="warning" showIcon title={t("overrideLower")} />
      )}
    </ConfirmReason>
  );
}
