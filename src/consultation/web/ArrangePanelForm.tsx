import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { put, showDone, showProblem } from "../../web/api-client.js";
import { type AgendaItem, PanelView } from "../api.js";
import { panelKey } from "./panel-key.js";
import { useTalkTexts } from "./talk-texts.js";

/** 首席, 发言顺序 and 议程 of an MDT. */
export function ArrangePanelForm(props: { caseId: string; view: PanelView; onClose: () => void }) {
  const { caseId, view, onClose } = props;
  const t = useTalkTexts();
  const queryClient = useQueryClient();
  const [lead, setLead] = useState(view.leadPersonId);
  const [order, setOrder] = useState(view.members.map(({ personId }) => personId));
  const [agenda, setAgenda] = useState<AgendaItem[]>(view.agenda);
  const nameOf = (personId: string) => view.members.find((one) => one.personId === personId)?.name ?? "";
  const save = useMutation({
    networkMode: "always",
    mutationFn: () =>
      put(`/api/cases/${caseId}/panel`, PanelView, {
        version: view.version,
        leadPersonId: lead,
        order,
        agenda: agenda.filter(({ title }) => title.trim() !== ""),
      }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(panelKey(caseId), saved);
      showDone(t("panel.saved"));
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["case", caseId] });
    },
    onError: showProblem,
  });
  const change = (at: number, part: Partial<AgendaItem>) =>
    setAgenda(agenda.map((item, i) => (i === at ? { ...item, ...part } : item)));
  const isSigned = view.opinionVersion > 0;
  return (
    <Modal
      open
      width={680}
      title={t("panel.arrange")}
      okText={t("panel.save")}
      cancelText={t("talk.cancel")}
      okButtonProps={{ loading: save.isPending }}
      mask={{ closable: false }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className="o-panel">
        <fieldset className="c-fieldset o-wide">
          <legend>{t("panel.lead")}</legend>
          {isSigned && <p className="c-quiet">{t("panel.leadFixed")}</p>}
          <Radio.Group
            value={lead}
            disabled={isSigned}
            onChange={(event) => setLead(event.target.value as string)}
            options={view.members.map(({ personId, name, specialtyName }) => ({
              value: personId,
              label: [name, specialtyName].filter(Boolean).join(" · "),
            }))}
          />
        </fieldset>
        <h3>{t("panel.order")}</h3>
        <ol className="o-rows">
          {order.map((personId, i) => (
            <li key={personId}>
              <span className="o-grow">{`${i + 1}. ${nameOf(personId)}`}</span>
              <Button
                icon={<ArrowUpOutlined />}
                disabled={i === 0}
                aria-label={t("panel.up", { name: nameOf(personId) })}
                onClick={() =>
                  setOrder(
                    order.map((one, at) =>
                      at === i - 1 ? personId : at === i ? (order[i - 1] ?? one) : one,
                    ),
                  )
                }
              />
            </li>
          ))}
        </ol>
        <h3>{t("panel.agenda")}</h3>
        <ol className="o-rows">
          {agenda.map((item, i) => (
            <li key={i}>
              <Input
                className="o-grow"
                value={item.title}
                maxLength={100}
                aria-label={`${t("panel.item")} ${i + 1}`}
                placeholder={t("panel.item")}
                onChange={(event) => change(i, { title: event.target.value })}
              />
              <InputNumber
                className="o-narrow"
                min={1}
                max={120}
                precision={0}
                value={item.minutes}
                aria-label={`${t("panel.itemMinutes")} ${i + 1}`}
                onChange={(minutes) => change(i, { minutes: minutes ?? 5 })}
              />
              <Select<string>
                value={item.personId ?? ""}
                aria-label={`${t("panel.speaker")} ${i + 1}`}
                options={[
                  { value: "", label: t("panel.everyone") },
                  ...view.members.map(({ personId, name }) => ({ value: personId, label: name })),
                ]}
                onChange={(personId) => change(i, { personId: personId === "" ? null : personId })}
              />
              <Button
                icon={<DeleteOutlined />}
                aria-label={t("panel.removeItem", { title: item.title })}
                onClick={() => setAgenda(agenda.filter((_, at) => at !== i))}
              />
            </li>
          ))}
        </ol>
        <Button
          icon={<PlusOutlined />}
          disabled={agenda.length >= 20}
          onClick={() => setAgenda([...agenda, { title: "", minutes: 10, personId: null }])}
        >
          {t("panel.addItem")}
        </Button>
      </div>
    </Modal>
  );
}
