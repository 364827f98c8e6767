import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { z } from "zod";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { complaintSources } from "../api/complaints.js";
import { useOfficeTexts } from "./office-texts.js";

/** A complaint about this case, handed to the inviting hospital's quality office with a clock. */
export function ComplainButton({ caseId }: { caseId: string }) {
  const t = useOfficeTexts();
  const [isOpen, setIsOpen] = useState(false);
  const file = useMutation({
    networkMode: "always",
    mutationFn: (given: { source: string; text: string }) =>
      postOnce("/api/complaints", z.object({ id: z.string() }), { caseId, isComplex: false, ...given }),
    onSuccess: () => {
      showDone(t("complaints.saved"));
      setIsOpen(false);
    },
    onError: showProblem,
  });
  return (
    <div className="c-actions">
      <Button type="text" onClick={() => setIsOpen(true)}>
        {t("complaints.file")}
      </Button>
      <ConfirmReason
        isOpen={isOpen}
        title={t("complaints.file")}
        consequence={t("complaints.note")}
        reasons={complaintSources.map((code) => ({ code, label: t(`complaints.sources.${code}`) }))}
        isNoteRequired
        confirmLabel={t("complaints.submit")}
        isPending={file.isPending}
        onConfirm={({ code, note }) => file.mutate({ source: code, text: note })}
        onClose={() => setIsOpen(false)}
      />
    </div>
  );
}
