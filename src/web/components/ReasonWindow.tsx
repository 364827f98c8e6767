import { Input, Modal, Radio } from "antd";
import { useId, useState } from "react";
import type { ConfirmReasonProps } from "./confirm-reason-props.js";
import { useComponentTexts } from "./texts.js";

const noteMax = 500;
/** Characters; one says nothing. */
const shortestReason = 2;

/** The open window of {@link ConfirmReason}. */
export function ReasonWindow(props: ConfirmReasonProps) {
  const { reasons, isNoteRequired = false, isPending = false, canConfirm = true } = props;
  const t = useComponentTexts();
  const ids = useId();
  const only = reasons.length === 1 ? reasons[0]?.code : undefined;
  const [code, setCode] = useState<string | undefined>(only);
  const [note, setNote] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const needsNote =
    isNoteRequired || reasons.some((reason) => reason.code === code && reason.needsNote === true);
  // Without coded reasons the note is the reason itself.
  const isReason = needsNote && reasons.length === 0;
  const problem =
    code === undefined && reasons.length > 0
      ? t("confirm.chooseReason")
      : needsNote && note.trim().length < (isReason ? shortestReason : 1)
        ? t(isReason ? "confirm.writeReason" : "confirm.writeNote")
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
          {t(isReason ? "confirm.reasonRequired" : needsNote ? "confirm.noteRequired" : "confirm.note")}
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
