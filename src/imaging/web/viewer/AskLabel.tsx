import { Input, Modal } from "antd";
import { useState } from "react";
import { useImagingTexts } from "../texts.js";

/** What is written beside an arrow. `answer` is given undefined when the arrow is not wanted after all. */
export interface LabelQuestion {
  readonly before: string;
  readonly answer: (label: string | undefined) => void;
}

export function AskLabel({ question, onDone }: { question: LabelQuestion; onDone: () => void }) {
  const t = useImagingTexts();
  const [text, setText] = useState(question.before);
  const end = (label: string | undefined) => {
    onDone();
    question.answer(label);
  };
  return (
    <Modal
      open
      width={420}
      title={t("marks.labelTitle")}
      okText={t("marks.ok")}
      cancelText={t("marks.cancel")}
      onOk={() => end(text.trim())}
      onCancel={() => end(undefined)}
    >
      <Input
        autoFocus
        maxLength={60}
        aria-label={t("marks.labelTitle")}
        placeholder={t("marks.labelHint")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={() => end(text.trim())}
      />
    </Modal>
  );
}
