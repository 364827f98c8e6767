import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import type { CaseSummary } from "../../cases/api.js";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { useWords } from "../../web/i18n/index.js";
import { returnCodes, returnReasons } from "../api.js";
import { useDispatchTexts } from "./texts.js";

/** 退回补充: a request nobody can answer as it stands goes back to its author, with what is missing. */
export function ReturnRequest({ one, onReturned }: { one: CaseSummary; onReturned: () => void }) {
  const t = useDispatchTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const giveBack = useMutation({
    networkMode: "always",
    mutationFn: (why: { reasonCode: string; note: string }) =>
      postOnce(`/api/cases/${one.id}/return`, Nothing, why),
    onSuccess: () => {
      showDone(t("returning.done"));
      setIsOpen(false);
      onReturned();
    },
    onError: showProblem,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["board"] }),
        queryClient.invalidateQueries({ queryKey: ["case", one.id] }),
      ]),
  });
  const level = one.urgencyLevel;
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t("returning.act")}</Button>
      <ConfirmReason
        isOpen={isOpen}
        title={t("returning.title")}
        consequence={t("returning.consequence", { name: one.requesterName })}
        reasons={returnCodes.map((code) => ({ code, label: words(returnReasons[code]) }))}
        isNoteRequired
        confirmLabel={t("returning.act")}
        isPending={giveBack.isPending}
        onConfirm={({ code, note }) => giveBack.mutate({ reasonCode: code, note })}
        onClose={() => setIsOpen(false)}
      >
        {(level === "I" || level === "II") && (
          <Alert type="warning" showIcon title={t("returning.urgent", { level })} />
        )}
      </ConfirmReason>
    </>
  );
}
