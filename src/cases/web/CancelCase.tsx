import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { useGo } from "../../web/navigation.js";
import { CaseStep } from "../api.js";
import { useCaseTexts } from "./texts.js";

const reasonCodes = ["improved", "transferred", "died", "no_longer_needed", "duplicate", "other"] as const;

/** Ends a request with a coded reason; a draft, which nobody else has seen, needs none. */
export function CancelCase(props: {
  caseId: string;
  isDraft: boolean;
  isOpen: boolean;
  onClose: () => void;
  /** Before the draft goes: nothing may be saved after it. */
  onCancelled?: () => void;
}) {
  const { caseId, isDraft, isOpen, onClose } = props;
  const t = useCaseTexts();
  const go = useGo();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: (reason: { reasonCode: string; note: string }) =>
      postOnce(`/api/cases/${caseId}/cancel`, CaseStep, reason),
    onSuccess: async () => {
      props.onCancelled?.();
      showDone(t(isDraft ? "cancel.doneDraft" : "cancel.done"));
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["case"] });
      if (isDraft) go("/cases", { replace: true });
    },
    onError: showProblem,
  });
  if (isDraft)
    return (
      <Modal
        open={isOpen}
        title={t("cancel.titleDraft")}
        okText={t("cancel.confirmDraft")}
        cancelText={t("cancel.keep")}
        okButtonProps={{ danger: true, loading: cancel.isPending }}
        onOk={() => cancel.mutate({ reasonCode: "no_longer_needed", note: "" })}
        onCancel={onClose}
      >
        {t("cancel.consequenceDraft")}
      </Modal>
    );
  return (
    <ConfirmReason
      isOpen={isOpen}
      title={t("cancel.title")}
      consequence={t("cancel.consequence")}
      reasons={reasonCodes.map((code) => ({
        code,
        label: t(`cancel.${code}`),
        needsNote: code === "other",
      }))}
      confirmLabel={t("cancel.confirm")}
      isDanger
      isPending={cancel.isPending}
      onConfirm={({ code, note }) => cancel.mutate({ reasonCode: code, note })}
      onClose={onClose}
    />
  );
}
