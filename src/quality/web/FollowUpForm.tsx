import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import type { FillFollowUp } from "../api/results.js";
import { patientOutcomes, patientPlaces } from "../domain/follow-up.js";
import { Choice } from "./Choice.js";
import { useResultsTexts } from "./results-texts.js";

/** Two taps: how the patient is, and where. Or why nobody knows. */
export function FollowUpForm({ followUpId }: { followUpId: string }) {
  const t = useResultsTexts();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<(typeof patientOutcomes)[number]>();
  const [place, setPlace] = useState<(typeof patientPlaces)[number]>();
  const [isLost, setIsLost] = useState(false);
  const fill = useMutation({
    networkMode: "always",
    mutationFn: (given: FillFollowUp) => postOnce(`/api/follow-ups/${followUpId}/fill`, Nothing, given),
    onSuccess: () => {
      showDone(t("followUp.saved"));
      setIsLost(false);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case"] }),
  });
  return (
    <div className="q-choices">
      <Choice
        legend={t("followUp.outcome")}
        value={outcome}
        options={patientOutcomes.map((value) => ({ value, label: t(`followUp.outcomes.${value}`) }))}
        onChange={setOutcome}
      />
      <Choice
        legend={t("followUp.place")}
        value={place}
        options={patientPlaces.map((value) => ({ value, label: t(`followUp.places.${value}`) }))}
        onChange={setPlace}
      />
      <div className="c-actions">
        <Button
          type="primary"
          size="large"
          disabled={outcome === undefined || place === undefined}
          loading={fill.isPending}
          onClick={() => {
            if (outcome !== undefined && place !== undefined)
              fill.mutate({ reached: true, outcome, place, note: "" });
          }}
        >
          {t("followUp.save")}
        </Button>
        <Button type="text" onClick={() => setIsLost(true)}>
          {t("followUp.lost")}
        </Button>
      </div>
      <ConfirmReason
        isOpen={isLost}
        title={t("followUp.lost")}
        consequence={t("followUp.lostWhy")}
        reasons={[]}
        isNoteRequired
        confirmLabel={t("followUp.lostSave")}
        isPending={fill.isPending}
        onConfirm={({ note }) => fill.mutate({ reached: false, note })}
        onClose={() => setIsLost(false)}
      />
    </div>
  );
}
