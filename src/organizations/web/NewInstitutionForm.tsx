import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import type { z } from "zod";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { RegionSelect } from "../../web/components/RegionSelect.js";
import { creditCodePattern, InstitutionView, NewInstitution } from "../api.js";
import { useOrganizationTexts } from "./texts.js";

const levels = ["三级甲等", "三级乙等", "三级", "二级甲等", "二级乙等", "二级", "一级", "未定级"];

/** A hospital as a tenant of the platform; its accounts and experts come afterwards. */
export function NewInstitutionForm({ onClose }: { onClose: () => void }) {
  const t = useOrganizationTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [shortName, setShortName] = useState("");
  const [creditCode, setCreditCode] = useState("");
  const [level, setLevel] = useState("未定级");
  const [regionCode, setRegionCode] = useState("");
  const [timeZone, setTimeZone] = useState<"Asia/Shanghai" | "Asia/Urumqi">("Asia/Shanghai");
  const code = creditCode.trim().toUpperCase();
  const isBadCode = code !== "" && !creditCodePattern.test(code);
  const parsed = NewInstitution.safeParse({
    name,
    shortName: shortName.trim() === "" ? name.trim().slice(0, 30) : shortName,
    creditCode: code === "" ? null : code,
    level,
    regionCode,
    timeZone,
  });
  const save = useMutation({
    mutationFn: (institution: z.output<typeof NewInstitution>) =>
      postOnce("/api/institutions", InstitutionView, institution),
    onSuccess: (institution) => {
      showDone(t("newInstitution.done", { name: institution.name }));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["institutions"] }),
  });
  const field = (key: string, label: string, control: ReactNode, problem?: string) => (
    <div>
      <label className="c-label" htmlFor={`${ids}-${key}`}>
        {label}
      </label>
      {control}
      {problem !== undefined && <p className="c-bad">{problem}</p>}
    </div>
  );
  return (
    <Modal
      open
      title={t("newInstitution.title")}
      okText={t("newInstitution.save")}
      cancelText={t("newAgreement.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !parsed.success }}
      mask={{ closable: false }}
      onOk={() => {
        if (parsed.success) save.mutate(parsed.data);
      }}
      onCancel={onClose}
    >
      <div className="c-agreement-form">
        {field(
          "name",
          t("newInstitution.name"),
          <Input
            id={`${ids}-name`}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />,
        )}
        {field(
          "short",
          t("newInstitution.shortName"),
          <Input
            id={`${ids}-short`}
            value={shortName}
            maxLength={30}
            onChange={(event) => setShortName(event.target.value)}
          />,
        )}
        {field(
          "code",
          t("newInstitution.creditCode"),
          <Input
            id={`${ids}-code`}
            value={creditCode}
            maxLength={18}
            spellCheck={false}
            {...(isBadCode && { status: "error" as const })}
            onChange={(event) => setCreditCode(event.target.value)}
          />,
          isBadCode ? t("newInstitution.badCode") : undefined,
        )}
        {field(
          "region",
          t("newInstitution.region"),
          <RegionSelect
            id={`${ids}-region`}
            label={t("newInstitution.region")}
            value={regionCode}
            onChange={setRegionCode}
          />,
        )}
        <div className="c-agreement-dates">
          {field(
            "level",
            t("newInstitution.level"),
            <Select
              id={`${ids}-level`}
              style={{ width: "100%" }}
              value={level}
              options={levels.map((one) => ({ value: one, label: one }))}
              onChange={setLevel}
            />,
          )}
          {field(
            "zone",
            t("newInstitution.timeZone"),
            <Select
              id={`${ids}-zone`}
              style={{ width: "100%" }}
              value={timeZone}
              options={(["Asia/Shanghai", "Asia/Urumqi"] as const).map((zone) => ({
                value: zone,
                label: t(zone === "Asia/Urumqi" ? "newInstitution.urumqi" : "newInstitution.beijing"),
              }))}
              onChange={setTimeZone}
            />,
          )}
        </div>
        {!parsed.success && <p className="c-quiet">{t("newInstitution.fill")}</p>}
      </div>
    </Modal>
  );
}
