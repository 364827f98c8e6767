import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import type { CaseView } from "../../cases/api.js";
import { postOnce, ProblemError, showDone, showProblem } from "../../web/api-client.js";
import { SigningProof, useSigning } from "../../web/components/SigningProof.js";
import { useSession } from "../../web/session.js";
import { OpinionSigned, type OpinionText } from "../api.js";
import { OpinionTextView } from "./OpinionTextView.js";
import "./talk.css";
import { useConsultationTexts } from "./texts.js";

/** What is to be signed: the text as it is shown, and the revision that is just this text. */
export interface ToSign {
  readonly revision: number;
  readonly text: OpinionText;
}

/** 签发: shows exactly what the signature will stand under, and what it means, before it is made. */
export function SignConfirm(props: {
  caseView: CaseView;
  toSign: ToSign;
  /** The version it becomes. */
  version: number;
  onSigned: () => void;
  /** Another window wrote meanwhile, or the person goes back; `true` for the former. */
  onClose: (wasOvertaken: boolean) => void;
}) {
  const { caseView, toSign, version, onSigned, onClose } = props;
  const t = useConsultationTexts();
  const session = useSession();
  const queryClient = useQueryClient();
  const signing = useSigning(true);
  const sign = useMutation({
    networkMode: "always",
    mutationFn: async () => {
      await signing.prove();
      return postOnce(`/api/cases/${caseView.id}/opinion/sign`, OpinionSigned, { revision: toSign.revision });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["case", caseView.id] });
      showDone(t("sign.done"));
      onSigned();
    },
    onError: (error) => {
      showProblem(error);
      if (error instanceof ProblemError && error.code === "opinion_changed_elsewhere") onClose(true);
    },
  });
  return (
    <Modal
      open
      title={version === 1 ? t("sign.title") : t("sign.titleAmended", { version })}
      okText={t("sign.confirm")}
      cancelText={t("sign.back")}
      okButtonProps={{ loading: sign.isPending }}
      cancelButtonProps={{ disabled: sign.isPending }}
      closable={!sign.isPending}
      keyboard={!sign.isPending}
      mask={{ closable: false }}
      onOk={() => sign.mutate()}
      onCancel={() => onClose(false)}
      width={720}
    >
      <div className="c-confirm">
        <p>{t("sign.check")}</p>
        <div className="o-paper">
          <dl className="o-paper-head">
            <div>
              <dt>{t("sign.case")}</dt>
              <dd className="c-num">{caseView.number}</dd>
            </div>
            <div>
              <dt>{t("sign.question")}</dt>
              <dd className="o-lines">{caseView.question}</dd>
            </div>
          </dl>
          <OpinionTextView text={toSign.text} />
          <p className="o-signature">
            <span>
              {t("sign.signer")} <strong>{session.name}</strong>
            </span>
            <span>{session.institution.name}</span>
          </p>
        </div>
        <SigningProof signing={signing} />
        <p className="c-quiet">{t("sign.consequence")}</p>
      </div>
    </Modal>
  );
}
