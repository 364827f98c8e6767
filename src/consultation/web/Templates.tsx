import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { SpecialtyList } from "../../terminology/api.js";
import { get, postOnce, put, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { TemplateList, type TemplateView } from "../api.js";
import { opinionFields } from "./OpinionTextView.js";
import { useTalkTexts } from "./talk-texts.js";
import { useConsultationTexts } from "./texts.js";

const key = ["opinion-templates"] as const;
type Draft = Pick<TemplateView, "name" | "specialtyCode" | "body"> & {
  /** Null: a new one. */
  readonly id: string | null;
  readonly version: number;
};
const blank: Draft = {
  id: null,
  version: 0,
  name: "",
  specialtyCode: null,
  body: { answer: "", conclusion: "", advice: "" },
};

/** 意见模板 of the institution, with those of the platform to copy from. */
export function Templates() {
  const t = useTalkTexts();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(null);
  const list = useQuery({ queryKey: key, queryFn: () => get("/api/opinion-templates", TemplateList) });
  const retire = useMutation({
    mutationFn: ({ id, version }: TemplateView) =>
      postOnce(`/api/opinion-templates/${id}/retire`, TemplateList, { version }),
    onSuccess: (next) => {
      queryClient.setQueryData(key, next);
      showDone(t("template.retired"));
    },
    onError: showProblem,
  });
  return (
    <Card
      title={t("template.list")}
      extra={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setDraft(blank)}>
          {t("template.add")}
        </Button>
      }
    >
      <QueryView query={list} lines={6}>
        {({ items }) => (
          <ul className="o-rows">
            {items.map((one) => (
              <li key={one.id}>
                <span className="o-grow">
                  <strong>{one.name}</strong>{" "}
                  <span className="c-quiet">{one.specialtyName ?? t("template.any")}</span>
                </span>
                <StatusTag tone={one.isOwn ? "good" : "neutral"}>
                  {t(one.isOwn ? "template.own" : "template.shared")}
                </StatusTag>
                {one.isOwn ? (
                  <>
                    <Button onClick={() => setDraft(one)}>{t("template.edit")}</Button>
                    <Button
                      onClick={() =>
                        void Modal.confirm({
                          title: `${t("template.retire")}：${one.name}`,
                          content: t("template.retireAsk"),
                          okText: t("template.retire"),
                          cancelText: t("template.cancel"),
                          onOk: () => retire.mutateAsync(one).catch(() => undefined),
                        })
                      }
                    >
                      {t("template.retire")}
                    </Button>
                  </>
                ) : (
                  <Button onClick={() => setDraft({ ...one, id: null })}>{t("template.copy")}</Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      {draft !== null && <TemplateEditor draft={draft} onClose={() => setDraft(null)} />}
    </Card>
  );
}

function TemplateEditor({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const t = useTalkTexts();
  const words = useConsultationTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(draft);
  const specialties = useQuery({
    queryKey: ["terms", "specialties"],
    queryFn: () => get("/api/terms/specialties", SpecialtyList),
    staleTime: Infinity,
  });
  const save = useMutation({
    mutationFn: () => {
      const { name, specialtyCode, body, id, version } = form;
      return id === null
        ? postOnce("/api/opinion-templates", TemplateList, { name, specialtyCode, body })
        : put(`/api/opinion-templates/${id}`, TemplateList, { name, specialtyCode, body, version });
    },
    onSuccess: (next) => {
      queryClient.setQueryData(key, next);
      showDone(t("template.saved"));
      onClose();
    },
    onError: showProblem,
  });
  return (
    <Modal
      open
      width={680}
      title={t(draft.id === null ? "template.add" : "template.edit")}
      okText={t("template.save")}
      cancelText={t("template.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: form.name.trim() === "" }}
      mask={{ closable: false }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className="o-setting">
        <div className="o-field">
          <label className="c-label" htmlFor={`${ids}-name`}>
            {t("template.name")}
          </label>
          <Input
            id={`${ids}-name`}
            value={form.name}
            maxLength={60}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        </div>
        <div className="o-field">
          <label className="c-label" htmlFor={`${ids}-specialty`}>
            {t("template.specialty")}
          </label>
          <Select<string>
            id={`${ids}-specialty`}
            value={form.specialtyCode ?? ""}
            showSearch={{ optionFilterProp: "label" }}
            options={[
              { value: "", label: t("template.any") },
              ...(specialties.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
            ]}
            onChange={(code) => setForm({ ...form, specialtyCode: code === "" ? null : code })}
          />
        </div>
        {opinionFields.map((field) => (
          <div key={field} className="o-field">
            <label className="c-label" htmlFor={`${ids}-${field}`}>
              {words(`field.${field}`)}
            </label>
            <Input.TextArea
              id={`${ids}-${field}`}
              value={form.body[field]}
              maxLength={10_000}
              autoSize={{ minRows: 2, maxRows: 12 }}
              onChange={(event) => setForm({ ...form, body: { ...form.body, [field]: event.target.value } })}
            />
          </div>
        ))}
      </div>
    </Modal>
  );
}
