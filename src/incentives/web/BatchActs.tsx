import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { type BatchDetail, StepDone } from "../api.js";
import { yuanWords } from "./money-words.js";
import { useIncentivesTexts } from "./texts.js";

const acts = ["close", "approve", "pay", "payroll"] as const;
type Act = (typeof acts)[number];

/** The next step of the month, for whom it is; each asks once more and says what it does. */
export function BatchActs({ detail: { batch, may } }: { detail: BatchDetail }) {
  const t = useIncentivesTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<Act>();
  const [reference, setReference] = useState("");
  const act = useMutation({
    mutationFn: (which: Act) =>
      postOnce(
        `/api/settlements/${batch.id}/${which}`,
        StepDone,
        which === "pay" ? { bankReference: reference.trim() } : undefined,
      ),
    onError: showProblem,
    onSuccess: (_, which) => {
      showDone(t(`batch.done.${which}`));
      setAsked(undefined);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["settlements"] }),
  });
  const notes: Record<Act, string> = {
    close: t("batch.closeNote"),
    approve: t("batch.approveNote"),
    pay: t("batch.payNote"),
    payroll: t("batch.payrollNote", { fen: yuanWords(batch.expertFen) }),
  };
  return (
    <div className="c-actions">
      {acts
        .filter((one) => may.includes(one))
        .map((one) => (
          <Button key={one} type="primary" onClick={() => setAsked(one)}>
            {t(`batch.${one}`)}
          </Button>
        ))}
      {asked !== undefined && (
        <Modal
          open
          title={t(`batch.${asked}`)}
          okText={t(`batch.${asked}`)}
          cancelText={t("batch.cancel")}
          okButtonProps={{ loading: act.isPending, disabled: asked === "pay" && reference.trim().length < 2 }}
          onOk={() => act.mutate(asked)}
          onCancel={() => setAsked(undefined)}
          mask={{ closable: false }}
        >
          <div className="c-confirm">
            <p>{notes[asked]}</p>
            {asked === "pay" && (
              <>
                <label className="c-label" htmlFor={`${ids}-reference`}>
                  {t("batch.bankReference")}
                </label>
                <Input
                  id={`${ids}-reference`}
                  value={reference}
                  maxLength={64}
                  onChange={(event) => setReference(event.target.value)}
                />
              </>
            )}
          </div>
        </Modal>
      )}
    </div>
  );
}
