import { Button, Modal } from "antd";
import type { RequestDraft } from "../api.js";
import { useFormTexts } from "./form-texts.js";
import { differingParts } from "./request-form.js";
import type { SavedDraft } from "./use-saved-draft.js";

/** Two windows wrote into one request: which text stays is the doctor's choice, told where they differ. */
export function ConflictDialog({ saved, mine }: { saved: SavedDraft; mine: RequestDraft }) {
  const t = useFormTexts();
  const { conflict } = saved;
  if (conflict === null) return null;
  const names: Readonly<Record<keyof RequestDraft, string>> = {
    patientName: t("patient.name"),
    patientSex: t("patient.sex"),
    patientAgeYears: t("patient.age"),
    patientIsPregnant: t("patient.pregnant"),
    question: t("question.label"),
    summary: t("summary.label"),
    vitals: t("sections.vitals"),
    diagnoses: t("sections.diagnoses"),
    wantedSpecialtyCode: t("wanted.specialty"),
    wantedTitleRank: t("wanted.title"),
    mode: t("wanted.mode"),
    liabilityClass: t("wanted.service"),
    wantsPanel: t("wanted.mode"),
    panelSpecialtyCodes: t("wanted.panelSpecialties"),
    namedPractitionerRoleId: t("wanted.expert"),
    consent: t("sections.consent"),
  };
  const fields = differingParts(mine, conflict.theirs).map((part) => names[part]);
  return (
    <Modal open title={t("conflict.title")} closable={false} mask={{ closable: false }} footer={null}>
      <div className="c-confirm">
        <p>{t("conflict.note")}</p>
        {fields.length > 0 && (
          <p className="c-quiet">{t("conflict.differs", { fields: fields.join("、") })}</p>
        )}
        <Button type="primary" block onClick={saved.keepMine}>
          {t("conflict.mine")}
        </Button>
        <p className="c-quiet">{t("conflict.mineNote")}</p>
        <Button block onClick={saved.takeTheirs}>
          {t("conflict.theirs")}
        </Button>
        <p className="c-quiet">{t("conflict.theirsNote")}</p>
      </div>
    </Modal>
  );
}
