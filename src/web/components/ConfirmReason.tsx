import { Input, Modal, Radio } from "antd";
import { useId, useState, type ReactNode } from "react";
import { useComponentTexts } from "./texts.js";

export interface CodedReason {
  readonly code: string;
  readonly label: string;
  /** The code says too little by itself, such as 其他. */
  readonly needsNote?: boolean;
}

export interface ConfirmReasonProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What will happen, and whether it can be taken back. */
  readonly consequence?: ReactNode;
  readonly reasons: readonly CodedReason[];
  /** The verb of the act: 谢绝, 取消申请. */
  readonly confirmLabel: string;
  readonly isDanger?: boolean;
  /** True when a note is always needed, as for a triage override. */
  readonly isNoteRequired?: boolean;
  readonly isPending?: boolean;
  readonly onConfirm: (reason: { code: string; note: string }) => void;
  readonly onClose: () => void;
  /** More fields of the act, above the reason. */
  readonly children?: ReactNode;
  /** False keeps the act from being confirmed while `children` are incomplete. */
  readonly canConfirm?: boolean;
}

const noteMax = 500;

/** Asks for a coded reason and a note before an act that others must understand later. */
export function ConfirmReason(props: ConfirmReasonProps) {
  return props.isOpen ? <ReasonWindow {...props} /> : null;
}

function ReasonWindow(props: ConfirmReasonProps) {
  const { reasons, isNoteRequired = false, isPending = false, canConfirm = true } = props;
  const t = useComponentTexts();
  const ids = useId();
  const only = reasons.length === 1 ? reasons[0]?.code : undefined;
  const [code, setCode] = useState<string | undefined>(only);
  const [note, setNote] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const needsNote =
    isNoteRequired || reasons.some((reason) => reason.code === code && reason.needsNote === true);
  const problem =
    code === undefined && reasons.length > 0
      ? t("confirm.chooseReason")
      : needsNote && note.trim() === ""
        ? t("confirm.writeNote")
        : undefined;

  const confirm = () => {
    setWasTried(true);
    if (problem === undefined) props.onConfirm({ code: code ?? "", note: note.trim() });
  };
  return (
    <Modal
      open
      title={props.title}
      okText={props.confirmLabel}
      cancelText={t("confirm.cancel")}
      okButtonProps={{ danger: props.isDanger === true, loading: isPending, disabled: !canConfirm }}
      cancelButtonProps={{ disabled: isPending }}
      closable={!isPending}
      mask={{ closable: false }}
      onOk={confirm}
      onCancel={props.onClose}
      width={520}
    >
      <div className="c-confirm">
        {props.consequence !== undefined && <div className="c-quiet">{props.consequence}</div>}
        {props.children}
        {reasons.length > 0 && (
          <fieldset className="c-fieldset">
            <legend>{t("confirm.reason")}</legend>
            <Radio.Group
              className="c-radio-list"
              value={code}
              onChange={(event) => setCode(event.target.value as string)}
              options={reasons.map((reason) => ({ value: reason.code, label: reason.label }))}
            />
          </fieldset>
        )}
        <label className="c-label" htmlFor={`${ids}-note`}>
          {needsNote ? t("confirm.noteRequired") : t("confirm.note")}
        </label>
        <Input.TextArea
          id={`${ids}-note`}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          maxLength={noteMax}
          autoSize={{ minRows: 2, maxRows: 6 }}
          showCount
          aria-describedby={`${ids}-problem`}
        />
        <p id={`${ids}-problem`} className="c-field-problem" role="alert">
          {wasTried ? problem : ""}
        </p>
      </div>
    </Modal>
  );
}
