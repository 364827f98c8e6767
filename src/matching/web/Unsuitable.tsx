import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { type CandidateView, unsuitableReasons } from "../api.js";
import { useMatchingTexts } from "./texts.js";

/** 不合适: one button on a ranked expert, with a reason; he is not asked for this case from then on. Can be taken back. */
export function Unsuitable({ caseId, candidate }: { caseId: string; candidate: CandidateView }) {
  const t = useMatchingTexts();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const { name, practitionerRoleId, unsuitable } = candidate;
  const url = `/api/cases/${caseId}/ranking/unsuitable`;
  const settled = () => queryClient.invalidateQueries({ queryKey: ["case", caseId, "ranking"] });
  const mark = useMutation({
    networkMode: "always",
    mutationFn: (why: { reason: string; note: string }) =>
      postOnce(url, Nothing, { practitionerRoleId, ...why }),
    onSuccess: () => {
      showDone(t("unsuitable.done", { name }));
      setIsOpen(false);
    },
    onError: showProblem,
    onSettled: settled,
  });
  const takeBack = useMutation({
    networkMode: "always",
    mutationFn: () => postOnce(`${url}/${practitionerRoleId}/withdraw`, Nothing),
    onError: showProblem,
    onSettled: settled,
  });
  if (unsuitable !== null)
    return (
      <p className="matching-unsuitable" role="status">
        {t("unsuitable.standing", { reason: t(`unsuitable.reasons.${unsuitable}`) })}{" "}
        <Button size="small" loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
          {t("unsuitable.takeBack")}
        </Button>
      </p>
    );
  return (
    <>
      <Button size="small" aria-label={t("unsuitable.of", { name })} onClick={() => setIsOpen(true)}>
        {t("unsuitable.act")}
      </Button>
      <ConfirmReason
        isOpen={isOpen}
        title={t("unsuitable.title", { name })}
        consequence={t("unsuitable.consequence")}
        reasons={unsuitableReasons.map((code) => ({ code, label: t(`unsuitable.reasons.${code}`) }))}
        confirmLabel={t("unsuitable.act")}
        isPending={mark.isPending}
        onConfirm={({ code, note }) => mark.mutate({ reason: code, note })}
        onClose={() => setIsOpen(false)}
      />
    </>
  );
}
