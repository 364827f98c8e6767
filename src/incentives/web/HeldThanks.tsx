import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import { HeldAppreciations, heldReasons, StepDone } from "../api.js";
import { useRecognitionTexts } from "./recognition-texts.js";

/** Thanks that seem to tell of a patient, for a person to look at; nothing when none wait. */
export function HeldThanks() {
  const t = useRecognitionTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: ["honours", "held"],
    queryFn: () => get("/api/appreciations/held", HeldAppreciations),
  });
  const decide = useMutation({
    mutationFn: ({ id, show }: { id: string; show: boolean }) =>
      postOnce(`/api/appreciations/${id}/decide`, StepDone, { show }),
    onError: showProblem,
    onSuccess: () => showDone(t("honours.decided")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["honours"] }),
  });
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  const reasonWords = (code: string) =>
    code in heldReasons ? words(heldReasons[code as keyof typeof heldReasons]) : code;
  return (
    <Card title={t("honours.held")}>
      <p className="c-quiet">{t("honours.heldNote")}</p>
      {items.map((one) => (
        <div key={one.id} className="c-dispute">
          <div>
            {one.message}
            <p className="c-quiet">
              {one.fromInstitutionName} {one.fromName} · {one.heldFor.map(reasonWords).join("；")}
            </p>
          </div>
          <div className="c-actions">
            <Button onClick={() => decide.mutate({ id: one.id, show: true })}>{t("honours.show")}</Button>
            <Button onClick={() => decide.mutate({ id: one.id, show: false })}>{t("honours.reject")}</Button>
          </div>
        </div>
      ))}
    </Card>
  );
}
