import { Button, Modal } from "antd";
import type { OpinionText } from "../api.js";
import { opinionFields, OpinionTextView } from "./OpinionTextView.js";
import { useTalkTexts } from "./talk-texts.js";
import { useConsultationTexts } from "./texts.js";
import { isSameText } from "./unsaved-texts.js";
import type { SavedOpinion } from "./use-saved-opinion.js";

/** True when the structured parts are the same, whatever the texts say. */
const isSamePart = (a: OpinionText, b: OpinionText): boolean =>
  isSameText(
    { ...a, answer: "", conclusion: "", advice: "" },
    { ...b, answer: "", conclusion: "", advice: "" },
  );

/** Two windows wrote one opinion: both texts side by side where they differ, and the expert's choice. */
export function OpinionConflict({ saved, mine }: { saved: SavedOpinion; mine: OpinionText }) {
  const t = useConsultationTexts();
  const p = useTalkTexts();
  const { conflict } = saved;
  if (conflict === null) return null;
  const { theirs } = conflict;
  const shown = (text: string) =>
    text === "" ? <span className="c-quiet">{t("conflict.empty")}</span> : text;
  return (
    <Modal
      open
      title={t("conflict.title")}
      closable={false}
      mask={{ closable: false }}
      footer={null}
      width={760}
    >
      <div className="c-confirm">
        <p>{t("conflict.note")}</p>
        {opinionFields
          .filter((field) => mine[field] !== theirs[field])
          .map((field) => (
            <section key={field} className="o-differs" aria-label={t(`field.${field}`)}>
              <h3>{t(`field.${field}`)}</h3>
              <div>
                <div>
                  <h4>{t("conflict.mine")}</h4>
                  <p className="o-lines">{shown(mine[field])}</p>
                </div>
                <div>
                  <h4>{t("conflict.theirs")}</h4>
                  <p className="o-lines">{shown(theirs[field])}</p>
                </div>
              </div>
            </section>
          ))}
        {!isSamePart(mine, theirs) && (
          <section className="o-differs" aria-label={p("parts.title")}>
            <h3>{p("parts.title")}</h3>
            <div>
              <div>
                <h4>{t("conflict.mine")}</h4>
                <OpinionTextView text={mine} />
              </div>
              <div>
                <h4>{t("conflict.theirs")}</h4>
                <OpinionTextView text={theirs} />
              </div>
            </div>
          </section>
        )}
        <div className="o-choices">
          <Button type="primary" size="large" onClick={saved.keepMine}>
            {t("conflict.keepMine")}
          </Button>
          <Button size="large" onClick={saved.takeTheirs}>
            {t("conflict.takeTheirs")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
