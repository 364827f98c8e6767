import { useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { CaseView } from "../../cases/api.js";
import { showProblem } from "../../web/api-client.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { useWords } from "../../web/i18n/index.js";
import type { OpinionText, OpinionView } from "../api.js";
import { emptyOpinion, missingFields } from "../domain/opinion.js";
import { OpinionConflict } from "./OpinionConflict.js";
import { OpinionParts } from "./OpinionParts.js";
import { opinionFields } from "./OpinionTextView.js";
import { SignConfirm, type ToSign } from "./SignConfirm.js";
import "./talk.css";
import { TemplatePicker } from "./TemplatePicker.js";
import { useConsultationTexts } from "./texts.js";
import { forgetText, isSameText, recallText, rememberText } from "./unsaved-texts.js";
import { type SavedOpinion, useSavedOpinion } from "./use-saved-opinion.js";

const fieldMax = 10_000;
const rows = { answer: 6, conclusion: 4, advice: 5 } as const;

/** The three fields of the opinion: saved by themselves, signed on purpose. */
export function OpinionEditor(props: {
  caseView: CaseView;
  opinion: OpinionView;
  onSigned: () => void;
  /** Given when a version is signed already: closes the amendment without signing it. */
  onCancel: (() => void) | undefined;
}) {
  const { caseView, opinion, onSigned, onCancel } = props;
  const t = useConsultationTexts();
  const words = useWords();
  const ids = useId();
  const queryClient = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [kept] = useState(() => recallText(queryClient, caseView.id));
  const [text, setText] = useState<OpinionText>(kept?.text ?? opinion.draft ?? emptyOpinion);
  const [wasTried, setWasTried] = useState(false);
  const [isPreparing, setIsPreparing] = useState(false);
  const [toSign, setToSign] = useState<ToSign | null>(null);
  const saved = useSavedOpinion({
    opinion,
    text,
    writtenOver: kept?.revision ?? opinion.draftRevision,
    onTheirs: (theirs) => {
      forgetText(queryClient, caseView.id, text);
      setText(theirs);
    },
  });
  const last = opinion.versions[0];
  const version = (last?.version ?? 0) + 1;
  const missing = missingFields(text);
  const isSame = last !== undefined && isSameText(last.text, text);

  const change = (part: Partial<OpinionText>) => {
    const next = { ...text, ...part };
    rememberText(queryClient, caseView.id, { text: next, revision: saved.revision() });
    setText(next);
  };
  const saveQuietly = () => {
    saved.saveNow().catch(showProblem);
  };
  const prepare = async () => {
    setWasTried(true);
    const [first] = missing;
    if (first !== undefined) {
      form.current?.querySelector<HTMLTextAreaElement>(`[name="${first.field}"]`)?.focus();
      return;
    }
    setIsPreparing(true);
    try {
      setToSign({ revision: await saved.saveNow(), text });
    } catch (error) {
      showProblem(error);
    } finally {
      setIsPreparing(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    saveQuietly();
  };
  const problemOf = (field: (typeof opinionFields)[number]): string => {
    const found = wasTried ? missing.find((one) => one.field === field) : undefined;
    if (found !== undefined) return words(found);
    return text[field].length >= fieldMax ? t("editor.tooLong", { max: fieldMax }) : "";
  };
  return (
    <form
      ref={form}
      className="o-editor c-card"
      aria-labelledby={`${ids}-title`}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void prepare();
      }}
    >
      <div className="o-editor-head">
        <h2 id={`${ids}-title`}>{version === 1 ? t("editor.title") : t("editor.amendTitle", { version })}</h2>
        {version > 1 && <p className="c-quiet">{t("editor.amendNote", { version: version - 1 })}</p>}
        {kept !== undefined && (
          <p className="c-good" role="status">
            {t("editor.restored")}
          </p>
        )}
        <TemplatePicker
          text={text}
          specialtyCode={caseView.wantedSpecialtyCode ?? caseView.panel[0]?.code ?? null}
          onUse={change}
        />
      </div>
      {opinionFields.map((field) => (
        <div key={field} className="o-field">
          <label className="c-label" htmlFor={`${ids}-${field}`}>
            {t(`field.${field}`)}
          </label>
          <span className="c-quiet o-hint" id={`${ids}-${field}-hint`}>
            {t(`hint.${field}`)}
          </span>
          <Input.TextArea
            id={`${ids}-${field}`}
            name={field}
            value={text[field]}
            maxLength={fieldMax}
            autoSize={{ minRows: rows[field], maxRows: 30 }}
            disabled={saved.isGone}
            aria-describedby={`${ids}-${field}-hint ${ids}-${field}-problem`}
            aria-required={field !== "advice"}
            {...(problemOf(field) !== "" && { status: "error" as const, "aria-invalid": true })}
            onChange={(event) => change({ [field]: event.target.value })}
          />
          <p id={`${ids}-${field}-problem`} className="c-field-problem o-problem" role="alert">
            {problemOf(field)}
          </p>
        </div>
      ))}
      <OpinionParts text={text} change={change} isDisabled={saved.isGone} />
      <div className="o-bar">
        <div className="o-bar-text">
          <SaveText saved={saved} />
          {missing.length > 0 ? (
            <span className="c-quiet">
              {t("editor.missing", {
                fields: missing.map(({ field }) => t(`field.${field}`)).join(words({ zh: "、", en: ", " })),
              })}
            </span>
          ) : (
            isSame && <span className="c-quiet">{t("editor.same", { version: last.version })}</span>
          )}
        </div>
        <div className="c-actions">
          {onCancel !== undefined && <Button onClick={onCancel}>{t("editor.cancelAmend")}</Button>}
          <Button
            type="primary"
            htmlType="submit"
            size="large"
            loading={isPreparing}
            disabled={isSame || saved.isGone || saved.conflict !== null}
          >
            {version === 1 ? t("editor.sign") : t("editor.signAmended")}
          </Button>
        </div>
      </div>
      {toSign !== null && (
        <SignConfirm
          caseView={caseView}
          toSign={toSign}
          version={version}
          onSigned={onSigned}
          onClose={(wasOvertaken) => {
            setToSign(null);
            // The window keeps the focus until it is gone, and then nobody has it.
            setTimeout(() => form.current?.querySelector<HTMLElement>("[type='submit']")?.focus());
            if (wasOvertaken) saved.compare().catch(showProblem);
          }}
        />
      )}
      <OpinionConflict saved={saved} mine={text} />
    </form>
  );
}

/** 已保存 10:32, or why not: always in sight while one writes. */
function SaveText({ saved }: { saved: SavedOpinion }) {
  const t = useConsultationTexts();
  const { state, savedAt, conflict, isGone } = saved;
  const isBad = conflict !== null || isGone || state === "failed";
  const said = () => {
    if (isGone) return t("save.gone");
    if (conflict !== null) return t("save.conflict");
    if ((state === "saved" || state === "clean") && savedAt !== null) {
      const [before = "", after = ""] = t("save.saved", { time: "\u0000" }).split("\u0000");
      return (
        <>
          {before}
          <LocalTime at={savedAt} form="time" />
          {after}
        </>
      );
    }
    return state === "saved" ? t("save.clean") : t(`save.${state}`);
  };
  return (
    <span className="c-save" data-state={isBad ? "failed" : state} role="status">
      {said()}
    </span>
  );
}
