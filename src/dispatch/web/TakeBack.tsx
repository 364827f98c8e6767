import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { useDispatchTexts } from "./texts.js";

/** 收回: for an expert who accepted and cannot do it after all; possible until he has begun to write. */
export function TakeBack({ caseId, expertName }: { caseId: string; expertName: string }) {
  const t = useDispatchTexts();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const takeBack = useMutation({
    networkMode: "always",
    mutationFn: (reason: string) => postOnce(`/api/cases/${caseId}/take-back`, Nothing, { reason }),
    onSuccess: () => {
      showDone(t("assign.takeBackDone"));
      setIsOpen(false);
    },
    onError: showProblem,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["board"] }),
        queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
      ]),
  });
  return (
    <>
      <Button danger onClick={() => setIsOpen(true)}>
        {t("assign.takeBack")}
      </Button>
      <ConfirmReason
        isOpen={isOpen}
        title={t("assign.takeBackTitle")}
        consequence={t("assign.takeBackConsequence", { name: expertName })}
        reasons={[]}
        isNoteRequired
        isDanger
        confirmLabel={t("assign.takeBack")}
        isPending={takeBack.isPending}
        onConfirm={({ note }) => takeBack.mutate(note)}
        onClose={() => setIsOpen(false)}
      />
    </>
  );
}
