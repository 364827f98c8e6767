import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { get, showDone } from "../../web/api-client.js";
import { useMay } from "../../web/session.js";
import { type OpinionText, TemplateList, type TemplateView } from "../api.js";
import { opinionFields } from "./OpinionTextView.js";
import { useTalkTexts } from "./talk-texts.js";

/** What a template adds: only fields that are still empty are filled. */
export const filled = (text: OpinionText, { body }: Pick<TemplateView, "body">): OpinionText => ({
  ...text,
  ...Object.fromEntries(
    opinionFields.filter((field) => text[field].trim() === "").map((field) => [field, body[field]]),
  ),
});

/** Templates of the own institution, then of the platform; those of the case's specialty first. */
export function TemplatePicker(props: {
  text: OpinionText;
  /** 诊疗科目 asked for; null: any. */
  specialtyCode: string | null;
  onUse: (text: OpinionText) => void;
}) {
  const { text, specialtyCode, onUse } = props;
  const t = useTalkTexts();
  const may = useMay();
  const list = useQuery({
    queryKey: ["opinion-templates"],
    queryFn: () => get("/api/opinion-templates", TemplateList),
    enabled: may("template.read"),
    staleTime: 5 * 60_000,
  });
  if (!may("template.read") || list.data === undefined) return null;
  const isNear = (one: TemplateView) =>
    one.specialtyCode !== null && specialtyCode?.startsWith(one.specialtyCode) === true;
  const items = [...list.data.items].sort((a, b) => Number(isNear(b)) - Number(isNear(a)));
  return (
    <Select<string | null>
      value={null}
      aria-label={t("template.use")}
      placeholder={t("template.use")}
      title={t("template.replace")}
      options={items.map((one) => ({
        value: one.id,
        label: `${one.name}（${t(one.isOwn ? "template.own" : "template.shared")}）`,
      }))}
      onSelect={(id: string | null) => {
        const template = items.find((one) => one.id === id);
        if (!template) return;
        onUse(filled(text, template));
        showDone(t("template.applied", { name: template.name }));
      }}
    />
  );
}
