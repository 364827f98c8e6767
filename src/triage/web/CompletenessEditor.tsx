import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { postOnce, ProblemError, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useWords } from "../../web/i18n/index.js";
import type { z } from "zod";
import {
  type CompletenessContent,
  type CompletenessGroups,
  CompletenessGroupView,
} from "../api/completeness.js";
import { useCompletenessTexts } from "./completeness-texts.js";

const split = (text: string): string[] => text.split(/[\s、,，]+/).filter((part) => part !== "");

function Field(props: { label: string; hint?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      <label className="c-label" htmlFor={id}>
        {props.label}
      </label>
      {props.children(id)}
      {props.hint !== undefined && <p className="c-quiet">{props.hint}</p>}
    </div>
  );
}

/** The list of one group, as a form; a save writes the next version. */
export function CompletenessEditor(props: {
  group: CompletenessGroupView;
  complaints: z.infer<typeof CompletenessGroups>["complaints"];
  onSaved: (groupId: string) => void;
}) {
  const { group, complaints, onSaved } = props;
  const t = useCompletenessTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const [id, setId] = useState(group.id);
  const [content, setContent] = useState(group.content);
  const [icd, setIcd] = useState(group.content.icd.join(" "));
  // What is typed is kept as typed until it is saved: a word may be half written.
  const [typed, setTyped] = useState(group.content.items.map((item) => item.words.join(" ")));
  const [note, setNote] = useState("");
  const [problems, setProblems] = useState<readonly { zh: string; en: string }[]>([]);
  const change = (part: Partial<CompletenessContent>) => setContent((before) => ({ ...before, ...part }));
  const changeItem = (at: number, part: Partial<CompletenessContent["items"][number]>) =>
    change({ items: content.items.map((item, i) => (i === at ? { ...item, ...part } : item)) });
  const save = useMutation({
    mutationFn: () =>
      postOnce(`/api/completeness/groups/${id}/versions`, CompletenessGroupView.nullable(), {
        basedOn: group.ownVersion,
        content: {
          ...content,
          icd: split(icd.toUpperCase()),
          items: content.items.map((item, i) => ({ ...item, words: split(typed[i] ?? "") })),
        },
        note,
      }),
    onSuccess: async () => {
      showDone(t("saved"));
      await queryClient.invalidateQueries({ queryKey: ["completeness-groups"] });
      await queryClient.invalidateQueries({ queryKey: ["completeness-versions", id] });
      onSaved(id);
    },
    onError: (error) => {
      setProblems(error instanceof ProblemError ? error.fields : []);
      showProblem(error);
    },
  });
  const text = (key: "zh" | "en" | "source", label: string) => (
    <Field label={label}>
      {(field) => (
        <Input id={field} value={content[key]} onChange={(event) => change({ [key]: event.target.value })} />
      )}
    </Field>
  );
  return (
    <Card title={group.id === "" ? t("newGroup") : words(group.content)}>
      <div className="c-stack">
        {group.id === "" && (
          <Field label={t("groupId")} hint={t("groupIdHint")}>
            {(field) => (
              <Input id={field} value={id} onChange={(event) => setId(event.target.value.trim())} />
            )}
          </Field>
        )}
        {text("zh", t("nameZh"))}
        {text("en", t("nameEn"))}
        <Field label={t("icd")} hint={t("icdHint")}>
          {(field) => <Input id={field} value={icd} onChange={(event) => setIcd(event.target.value)} />}
        </Field>
        <Field label={t("complaints")}>
          {(field) => (
            <Select
              id={field}
              mode="multiple"
              style={{ width: "100%" }}
              showSearch={{ optionFilterProp: "label" }}
              value={content.complaints}
              options={complaints.map((one) => ({ value: one.id, label: words(one) }))}
              onChange={(value) => change({ complaints: value })}
            />
          )}
        </Field>
        {text("source", t("guideline"))}
        <h3>{t("items")}</h3>
        <p className="c-quiet">{t("wordsHint")}</p>
        {content.items.map((item, i) => (
          <fieldset key={i} className="triage-item">
            <legend>{t("item", { count: i + 1 })}</legend>
            <Field label={t("nameZh")}>
              {(field) => (
                <Input
                  id={field}
                  value={item.zh}
                  onChange={(event) => changeItem(i, { zh: event.target.value })}
                />
              )}
            </Field>
            <Field label={t("nameEn")}>
              {(field) => (
                <Input
                  id={field}
                  value={item.en}
                  onChange={(event) => changeItem(i, { en: event.target.value })}
                />
              )}
            </Field>
            <Field label={t("words")}>
              {(field) => (
                <Input
                  id={field}
                  value={typed[i] ?? ""}
                  onChange={(event) => setTyped(typed.map((one, k) => (k === i ? event.target.value : one)))}
                />
              )}
            </Field>
            <Field label={t("why")}>
              {(field) => (
                <Input
                  id={field}
                  value={item.whyZh}
                  onChange={(event) => changeItem(i, { whyZh: event.target.value })}
                />
              )}
            </Field>
            <Field label={t("whyEn")}>
              {(field) => (
                <Input
                  id={field}
                  value={item.whyEn}
                  onChange={(event) => changeItem(i, { whyEn: event.target.value })}
                />
              )}
            </Field>
            <div>
              <Button
                size="small"
                disabled={content.items.length === 1}
                aria-label={`${t("removeItem")} ${words(item)}`}
                onClick={() => {
                  change({ items: content.items.filter((_, k) => k !== i) });
                  setTyped(typed.filter((_, k) => k !== i));
                }}
              >
                {t("removeItem")}
              </Button>
            </div>
          </fieldset>
        ))}
        <div>
          <Button
            onClick={() => {
              change({ items: [...content.items, { zh: "", en: "", whyZh: "", whyEn: "", words: [] }] });
              setTyped([...typed, ""]);
            }}
          >
            {t("addItem")}
          </Button>
        </div>
        <Field label={t("note")} hint={t("noteHint")}>
          {(field) => <Input id={field} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        {problems.length > 0 && (
          <ul role="alert">
            {problems.map((problem, i) => (
              <li key={i}>{words(problem)}</li>
            ))}
          </ul>
        )}
        <div>
          <Button
            type="primary"
            loading={save.isPending}
            disabled={note.trim().length < 2 || id === ""}
            onClick={() => save.mutate()}
          >
            {t("save")}
          </Button>
        </div>
      </div>
    </Card>
  );
}
