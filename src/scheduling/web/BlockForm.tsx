import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Made } from "../api.js";
import { type BlockKind, blockKinds } from "../domain/calendar.js";
import type { Zone } from "../domain/zone.js";
import { fromField } from "./layout.js";
import { useSchedulingTexts } from "./texts.js";

/** One stretch: leave, a clinic, an operation, an hour opened in addition. */
export function BlockForm(props: { personId: string; zone: Zone; date: string; onClose: () => void }) {
  const { personId, zone, date, onClose } = props;
  const t = useSchedulingTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<BlockKind>("leave");
  const [from, setFrom] = useState(`${date}T08:00`);
  const [to, setTo] = useState(`${date}T12:00`);
  const [note, setNote] = useState("");
  const [startsAt, endsAt] = [fromField(zone, from), fromField(zone, to)];
  const isReady = startsAt !== undefined && endsAt !== undefined && startsAt < endsAt;
  const add = useMutation({
    mutationFn: () =>
      postOnce(`/api/calendars/${personId}/blocks`, Made, { kind, startsAt, endsAt, note: note.trim() }),
    onSuccess: () => {
      showDone(t("form.added"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["calendar"] }),
  });
  return (
    <Modal
      open
      title={t("form.title")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      okButtonProps={{ loading: add.isPending, disabled: !isReady }}
      onOk={() => add.mutate()}
      onCancel={onClose}
    >
      <div className="s-form">
        <div>
          <label className="c-label" htmlFor={`${ids}-kind`}>
            {t("form.kind")}
          </label>
          <Select
            id={`${ids}-kind`}
            style={{ width: "100%" }}
            value={kind}
            options={blockKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={setKind}
          />
        </div>
        <label>
          <span>{t("form.from")}</span>
          <input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label>
          <span>{t("form.to")}</span>
          <input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
        <label>
          <span>{t("form.note")}</span>
          <Input maxLength={100} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        <p className="c-field-problem" role="alert">
          {isReady ? "" : t("form.order")}
        </p>
      </div>
    </Modal>
  );
}
