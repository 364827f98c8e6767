import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { post, showDone, showProblem } from "../../web/api-client.js";
import { useWords } from "../../web/i18n/index.js";
import { ReadLines, type WeeklyRuleView } from "../api.js";
import type { Zone } from "../domain/zone.js";
import { weekdayKey } from "./Agenda.js";
import { toField } from "./layout.js";
import { useSchedulingTexts } from "./texts.js";

/** 周一上午门诊, a line each: read first, taken second; what is not understood stays in the field. */
export function LinesForm({
  personId,
  zone,
  onClose,
}: {
  personId: string;
  zone: Zone;
  onClose: () => void;
}) {
  const t = useSchedulingTexts();
  const words = useWords();
  const ids = useId();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const [read, setRead] = useState<ReadLines>();
  const send = useMutation({
    mutationFn: (isPreview: boolean) =>
      post(`/api/calendars/${personId}/lines`, ReadLines, { text, isPreview }),
    onSuccess: (answer, isPreview) => {
      if (isPreview) {
        setRead(answer);
        return;
      }
      showDone(t("lines.added", { count: String(answer.understood.length) }));
      if (answer.problems.length === 0) onClose();
      else {
        setText(answer.problems.map((problem) => problem.text).join("\n"));
        setRead({ understood: [], problems: answer.problems });
      }
    },
    onError: showProblem,
    // Reading changes nothing, and whoever has read wants to press the same button again at once.
    onSettled: (_answer, _error, isPreview) =>
      isPreview ? undefined : queryClient.invalidateQueries({ queryKey: ["calendar"] }),
  });
  const rule = (one: WeeklyRuleView): string =>
    t(one.everyWeeks === 2 ? "lines.biweekly" : "lines.weekly", {
      day: t(`weekday.d${weekdayKey(one.weekday)}`),
      from: one.from,
      to: one.to,
      kind: t(`kind.${one.kind}`),
    });
  const canTake = read !== undefined && read.understood.length > 0;
  return (
    <Modal
      open
      title={t("lines.title")}
      okText={canTake ? t("lines.take", { count: String(read.understood.length) }) : t("lines.preview")}
      cancelText={t("form.cancel")}
      okButtonProps={{ loading: send.isPending, disabled: text.trim() === "" }}
      onOk={() => send.mutate(!canTake)}
      onCancel={onClose}
    >
      <div className="s-form">
        <p className="c-quiet">{t("lines.help")}</p>
        <label htmlFor={ids} className="c-sr-only">
          {t("lines.label")}
        </label>
        <Input.TextArea
          id={ids}
          rows={6}
          value={text}
          maxLength={20_000}
          onChange={(event) => {
            setText(event.target.value);
            setRead(undefined);
          }}
        />
        <div role="status">
          {canTake && <h3>{t("lines.understood")}</h3>}
          {read?.understood.map((one) => (
            <p key={one.line}>
              {one.rules.map((each) => rule(each)).join("；")}
              {one.blocks
                .map(
                  (each) =>
                    `${toField(zone, each.startsAt).replace("T", " ")} – ${toField(zone, each.endsAt).replace("T", " ")} ${t(`kind.${each.kind}`)}`,
                )
                .join("；")}
            </p>
          ))}
          {read !== undefined && read.problems.length > 0 && <h3 className="c-bad">{t("lines.problems")}</h3>}
          {read?.problems.map((problem) => (
            <p key={problem.line}>
              {t("lines.line", { line: String(problem.line) })} “{problem.text}”：{words(problem)}
            </p>
          ))}
        </div>
      </div>
    </Modal>
  );
}
