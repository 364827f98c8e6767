import { SendOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { OfflineError, wordsFor } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import type { MissingItem } from "../api.js";
import { goToField } from "./FormField.js";
import { useFormTexts } from "./form-texts.js";

/** What still stands between the form and its sending, each item a way to its field; and the button itself. */
export function FormStatus(props: {
  missing: readonly MissingItem[];
  toFix: readonly { readonly field: string; readonly text: string }[];
  saveText: ReactNode;
  isOffline: boolean;
  isPending: boolean;
  canSubmit: boolean;
  onSubmit: () => void;
  onDiscard: (() => void) | undefined;
}) {
  const { missing, toFix, saveText, isOffline, isPending, canSubmit, onSubmit, onDiscard } = props;
  const t = useFormTexts();
  const words = useWords();
  const lines = (items: readonly MissingItem[]) =>
    items.map((item) => ({ field: item.field, text: words(item) }));
  const required = lines(missing.filter((item) => item.required));
  const advised = lines(missing.filter((item) => !item.required));
  const isReady = required.length === 0 && toFix.length === 0;
  return (
    <Card>
      <div className="cases-status" aria-live="polite">
        {toFix.length > 0 && <Items title={t("toFix", { count: toFix.length })} items={toFix} tone="bad" />}
        {required.length > 0 && (
          <Items title={t("missingRequired", { count: required.length })} items={required} tone="warn" />
        )}
        {isReady && <p className="c-good">{t("ready")}</p>}
      </div>
      <Button
        type="primary"
        size="large"
        block
        icon={<SendOutlined />}
        loading={isPending}
        disabled={!isReady || !canSubmit}
        onClick={onSubmit}
      >
        {t(isPending ? "submitting" : "submit")}
      </Button>
      <p className="cases-save-below">{saveText}</p>
      {isOffline && (
        <p className="cases-problem" role="alert">
          {words(wordsFor(new OfflineError()))}
        </p>
      )}
      {advised.length > 0 && <Items title={t("missingAdvised")} items={advised} tone="quiet" />}
      {onDiscard !== undefined && (
        <Button type="text" block onClick={onDiscard}>
          {t("discard")}
        </Button>
      )}
    </Card>
  );
}

function Items(props: {
  title: string;
  items: readonly { readonly field: string; readonly text: string }[];
  tone: "bad" | "warn" | "quiet";
}) {
  return (
    <section className="cases-items" data-tone={props.tone}>
      <h3>{props.title}</h3>
      <ul>
        {props.items.map(({ field, text }) => (
          <li key={field + text}>
            <button type="button" onClick={() => goToField(field)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
