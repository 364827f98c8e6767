import { CheckCircleFilled, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWords } from "../../web/i18n/index.js";
import type { CompletenessView } from "../api/completeness.js";
import { useCompletenessTexts } from "./completeness-texts.js";
import "./triage.css";

/** What is there and what is missing, group by group; `addLine` offers a line for each missing item. */
export function CompletenessList(props: {
  view: CompletenessView;
  addLine?: ((line: string) => void) | undefined;
}) {
  const { view, addLine } = props;
  const t = useCompletenessTexts();
  const words = useWords();
  return (
    <>
      <p className="c-quiet" aria-live="polite">
        {t("count", { present: view.present, total: view.total })}
      </p>
      {view.groups.map((group) => (
        <section key={group.id} className="triage-completeness">
          <h4>{words(group)}</h4>
          <ul>
            {group.items.map((item) => (
              <li key={item.zh} data-present={item.isPresent}>
                {item.isPresent ? (
                  <span>
                    <CheckCircleFilled aria-hidden="true" /> {words(item)}{" "}
                    <span className="c-quiet">{t("present")}</span>
                  </span>
                ) : (
                  <>
                    <span>
                      <strong>{words(item)}</strong>
                      <span className="c-quiet"> {words({ zh: item.whyZh, en: item.whyEn })}</span>
                    </span>
                    {addLine !== undefined && (
                      <Button
                        size="small"
                        icon={<PlusOutlined aria-hidden="true" />}
                        aria-label={t("addNamed", { name: words(item) })}
                        onClick={() => addLine(`${words(item)}：`)}
                      >
                        {t("add")}
                      </Button>
                    )}
                    {addLine === undefined && <span className="c-quiet">{t("absent")}</span>}
                  </>
                )}
              </li>
            ))}
          </ul>
          {group.source !== "" && <p className="c-quiet">{t("source", { source: group.source })}</p>}
        </section>
      ))}
    </>
  );
}
