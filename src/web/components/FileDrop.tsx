import { CloseOutlined, CloudUploadOutlined, RedoOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useId, useRef, useState } from "react";
import { useWords } from "../i18n/index.js";
import { wordsFor, type Words } from "../problem.js";
import { fileFault, sizeWords } from "./file-faults.js";
import { useComponentTexts } from "./texts.js";

type Item = { readonly key: number; readonly file: File } & (
  | { readonly state: "uploading"; readonly share: number }
  | { readonly state: "done" }
  | { readonly state: "failed"; readonly words: Words }
  | { readonly state: "refused"; readonly fault: string }
);

export interface FileDropProps {
  readonly label: string;
  /** Name endings with their dot, lower case: `[".xlsx", ".csv"]`; empty accepts any. The server judges the content. */
  readonly accept: readonly string[];
  /** The same in words: Excel 或 CSV. */
  readonly kinds?: string;
  readonly maxBytes: number;
  readonly isMultiple?: boolean;
  /** Sends one file, usually with `upload`; a rejection is shown beside the file with a way to try again. */
  readonly send: (file: File, onProgress: (share: number) => void) => Promise<unknown>;
  /** False hides the list of sent files, for pages that show them in their own way. */
  readonly showsSent?: boolean;
}

/** Takes files by drop, click or keyboard, and shows each one's progress or what is wrong with it. */
export function FileDrop(props: FileDropProps) {
  const { label, accept, kinds, maxBytes, isMultiple = false, send, showsSent = true } = props;
  const t = useComponentTexts();
  const words = useWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const nextKey = useRef(0);
  const [items, setItems] = useState<readonly Item[]>([]);
  const [isOver, setIsOver] = useState(false);
  const change = (key: number, item: Item) =>
    setItems((all) => all.map((one) => (one.key === key ? item : one)));

  const start = async (key: number, file: File) => {
    try {
      await send(file, (share) => change(key, { key, file, state: "uploading", share }));
      change(key, { key, file, state: "done" });
    } catch (error) {
      change(key, { key, file, state: "failed", words: wordsFor(error) });
    }
  };
  const take = (files: readonly File[]) => {
    const taken = (isMultiple ? files : files.slice(0, 1)).map((file): Item => {
      const key = nextKey.current++;
      const fault = fileFault(file, accept, maxBytes);
      if (fault === undefined) return { key, file, state: "uploading", share: 0 };
      return {
        key,
        file,
        state: "refused",
        fault: t(`file.${fault}`, { kinds: kinds ?? accept.join(" "), size: sizeWords(maxBytes) }),
      };
    });
    setItems((all) => (isMultiple ? [...all, ...taken] : taken));
    for (const item of taken) if (item.state === "uploading") void start(item.key, item.file);
  };
  const shown = showsSent ? items : items.filter(({ state }) => state !== "done");
  const size = sizeWords(maxBytes);
  return (
    <div>
      <div
        className="c-drop"
        data-over={isOver ? "" : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          take([...event.dataTransfer.files]);
        }}
      >
        <CloudUploadOutlined aria-hidden="true" />
        <span className="c-label" id={`${id}-label`}>
          {label}
        </span>
        <span>
          {t("file.drop")}{" "}
          <Button
            size="small"
            onClick={() => input.current?.click()}
            aria-describedby={`${id}-label ${id}-limit`}
          >
            {t("file.choose")}
          </Button>
        </span>
        <span className="c-quiet" id={`${id}-limit`}>
          {kinds === undefined ? t("file.limitAny", { size }) : t("file.limit", { kinds, size })}
        </span>
        <input
          ref={input}
          type="file"
          hidden
          accept={accept.join(",")}
          multiple={isMultiple}
          onChange={(event) => {
            take([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
      {shown.length > 0 && (
        <ul className="c-files" aria-live="polite">
          {shown.map((item) => (
            <li key={item.key}>
              <span className="c-file-name">{item.file.name}</span>
              {item.state === "uploading" && (
                <progress
                  value={item.share}
                  aria-label={t("file.uploading", { percent: Math.round(item.share * 100) })}
                />
              )}
              {item.state === "done" && <span className="c-good">{t("file.done")}</span>}
              {item.state === "refused" && <span className="c-bad">{item.fault}</span>}
              {item.state === "failed" && (
                <span className="c-bad">{`${t("file.failed")}：${words(item.words)}`}</span>
              )}
              {item.state === "failed" && (
                <Button
                  size="small"
                  icon={<RedoOutlined />}
                  onClick={() => {
                    change(item.key, { key: item.key, file: item.file, state: "uploading", share: 0 });
                    void start(item.key, item.file);
                  }}
                >
                  {t("file.retry")}
                </Button>
              )}
              {item.state !== "uploading" && (
                <Button
                  size="small"
                  type="text"
                  icon={<CloseOutlined />}
                  aria-label={t("file.remove", { name: item.file.name })}
                  onClick={() => setItems((all) => all.filter(({ key }) => key !== item.key))}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
