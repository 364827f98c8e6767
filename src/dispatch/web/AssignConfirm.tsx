import { useMutation, useQueryClient } from "@tanstack/react-query";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { Assigned } from "../api.js";
import { useDispatchTexts } from "./texts.js";

export interface Chosen {
  readonly practitionerRoleId: string;
  readonly name: string;
  readonly institutionName: string;
}

/** 派单 by hand: says what will happen and asks for the reason that the timeline keeps. */
export function AssignConfirm(props: {
  caseId: string;
  chosen: Chosen;
  /** Whose open offer is withdrawn by it. */
  waitingFor: string | undefined;
  onClose: () => void;
}) {
  const { caseId, chosen, waitingFor, onClose } = props;
  const t = useDispatchTexts();
  const queryClient = useQueryClient();
  const assign = useMutation({
    networkMode: "always",
    mutationFn: (reason: string) =>
      postOnce(`/api/cases/${caseId}/assign`, Assigned, {
        practitionerRoleId: chosen.practitionerRoleId,
        reason,
      }),
    onSuccess: () => {
      showDone(t("assign.done", { name: chosen.name }));
      onClose();
    },
    onError: showProblem,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["board"] }),
        queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
      ]),
  });
  return (
    <ConfirmReason
      isOpen
      title={t("assign.confirmTitle", { name: chosen.name })}
      consequence={
        <>
          <p>{t("assign.consequence", { name: chosen.name, institution: chosen.institutionName })}</p>
          {waitingFor !== undefined && <p>{t("assign.withdraws", { name: waitingFor })}</p>}
        </>
      }
      reasons={[]}
      isNoteRequired
      confirmLabel={t("assign.give")}
      isPending={assign.isPending}
      onConfirm={({ note }) => assign.mutate(note)}
      onClose={onClose}
    />
  );
}
