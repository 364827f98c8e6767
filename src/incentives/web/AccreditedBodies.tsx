import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { get, put, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { useInstitutions } from "../../web/institutions.js";
import { useMay } from "../../web/session.js";
import { AccreditedBodyList, AccreditedBodyView } from "../api.js";
import { useRecognitionTexts } from "./recognition-texts.js";

/** Who may confirm credits; the operator puts an institution on record by its document, or prolongs it. */
export function AccreditedBodies() {
  const t = useRecognitionTexts();
  const may = useMay();
  const [edited, setEdited] = useState<AccreditedBodyView>();
  const query = useQuery({
    queryKey: ["credits", "bodies"],
    queryFn: () => get("/api/accredited-bodies", AccreditedBodyList),
  });
  const mayChange = may("rule.change");
  return (
    <Card
      title={t("credits.bodies")}
      extra={mayChange && <Button onClick={() => setEdited(nobody)}>{t("credits.addBody")}</Button>}
    >
      {query.data?.items.length === 0 && <p className="c-quiet">{t("credits.noBodies")}</p>}
      <ul className="c-lines">
        {query.data?.items.map((body) => (
          <li key={body.institutionId}>
            {t("credits.bodyLine", {
              name: body.bodyName,
              document: body.documentNumber,
              from: body.validFrom,
              to: body.validTo,
            })}{" "}
            {mayChange && (
              <Button
                size="small"
                aria-label={t("credits.changeBodyOf", { name: body.bodyName })}
                onClick={() => setEdited(body)}
              >
                {t("credits.changeBody")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {edited !== undefined && <BodyForm body={edited} onClose={() => setEdited(undefined)} />}
    </Card>
  );
}

const nobody: AccreditedBodyView = {
  institutionId: "",
  bodyName: "",
  documentNumber: "",
  validFrom: "",
  validTo: "",
};
const texts = ["bodyName", "documentNumber"] as const;
const days = ["validFrom", "validTo"] as const;

function BodyForm({ body, onClose }: { body: AccreditedBodyView; onClose: () => void }) {
  const t = useRecognitionTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const institutions = useInstitutions() ?? [];
  const isNew = body.institutionId === "";
  const [draft, setDraft] = useState(body);
  const change = (part: Partial<AccreditedBodyView>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => put("/api/accredited-bodies", AccreditedBodyView, draft),
    onError: showProblem,
    onSuccess: () => {
      showDone(t("credits.bodySaved"));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["credits"] }),
  });
  const isWhole = Object.values(draft).every((value) => value.trim().length >= 2);
  const isBackwards = draft.validFrom !== "" && draft.validTo !== "" && draft.validTo < draft.validFrom;
  return (
    <Modal
      open
      title={t(isNew ? "credits.addBody" : "credits.changeBody")}
      okText={t("credits.saveBody")}
      cancelText={t("credits.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !isWhole || isBackwards }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className="c-stack">
        {isNew && (
          <div>
            <label className="c-label" htmlFor={`${ids}-institution`}>
              {t("credits.bodyInstitution")}
            </label>
            <Select<string | null>
              id={`${ids}-institution`}
              style={{ width: "100%" }}
              showSearch={{ optionFilterProp: "label" }}
              value={draft.institutionId === "" ? null : draft.institutionId}
              options={institutions.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(institutionId) => change({ institutionId: institutionId ?? "" })}
            />
          </div>
        )}
        {texts.map((key) => (
          <div key={key}>
            <label className="c-label" htmlFor={`${ids}-${key}`}>
              {t(`credits.${key}`)}
            </label>
            <Input
              id={`${ids}-${key}`}
              value={draft[key]}
              maxLength={100}
              onChange={(event) => change({ [key]: event.target.value })}
            />
          </div>
        ))}
        {days.map((key) => (
          <div key={key}>
            <label className="c-label" htmlFor={`${ids}-${key}`}>
              {t(`credits.${key}`)}
            </label>
            <Input
              id={`${ids}-${key}`}
              type="date"
              value={draft[key]}
              onChange={(event) => change({ [key]: event.target.value })}
            />
          </div>
        ))}
        {isBackwards && <p role="alert">{t("credits.backwards")}</p>}
      </div>
    </Modal>
  );
}
