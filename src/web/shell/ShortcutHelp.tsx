import { Modal } from "antd";
import { useShellTexts } from "./texts.js";

const keys = [
  ["/", "search"],
  ["j", "next"],
  ["k", "previous"],
  ["Enter", "open"],
  ["?", "help"],
  ["Esc", "close"],
] as const;

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const t = useShellTexts();
  return (
    <Modal open title={t("shortcuts.title")} footer={null} onCancel={onClose} width={420}>
      <dl className="c-keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`shortcuts.${meaning}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
