import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { ReviewReport } from "../api/reviews.js";
import "./office.css";
import { useOfficeTexts } from "./office-texts.js";
import { QualityNav } from "./QualityNav.js";

/** 同行评议报告: how many, how far raters agree, what they found. */
export function ReviewReportPage() {
  const t = useOfficeTexts();
  const words = useWords();
  const report = useQuery({
    queryKey: ["quality", { reviews: "report" }],
    queryFn: () => get("/api/quality/review-report", ReviewReport),
  });
  const percent = (share: number | null) => (share === null ? "–" : `${Math.round(100 * share)}%`);
  return (
    <>
      <PageHeader title={t("reviews.report")} note={t("reviews.reportNote")} />
      <QualityNav />
      <QueryView query={report} lines={6}>
        {(data) => (
          <div className="c-stack">
            <Card title={t("reviews.agreement")}>
              <p className="q-sentence">
                {data.kappa === null || data.kappaWord === null
                  ? t("reviews.kappaFew")
                  : t("reviews.kappa", {
                      kappa: data.kappa.toFixed(2),
                      word: t(`reviews.words.${data.kappaWord}`),
                      icc: data.icc === null ? "–" : data.icc.toFixed(2),
                    })}
              </p>
              <p className="c-quiet">
                {`${t("reviews.drawn")} ${data.drawn} · ${t("reviews.rated")} ${data.rated} · ${t("reviews.overdue")} ${data.overdue} · ${t("reviews.mean")} ${data.meanTotal ?? "–"}`}
              </p>
            </Card>
            <div className="c-columns-2">
              <Card title={t("reviews.items")}>
                <table className="q-table">
                  <tbody>
                    {data.items.map((item) => (
                      <tr key={item.key}>
                        <th scope="row">{words(item)}</th>
                        <td>{item.mean ?? "–"}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Card>
              <Card title={t("reviews.hospitals")}>
                <table className="q-table">
                  <thead>
                    <tr>
                      <th scope="col">{t("reviews.hospital")}</th>
                      <th scope="col">{t("reviews.opinions")}</th>
                      <th scope="col">{t("reviews.good")}</th>
                      <th scope="col">{t("indicators.adjusted")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.hospitals.map((one) => (
                      <tr key={one.name}>
                        <th scope="row">{one.name}</th>
                        <td>{one.opinions}</td>
                        <td>{percent(one.good)}</td>
                        <td>{percent(one.adjusted)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Card>
            </div>
          </div>
        )}
      </QueryView>
    </>
  );
}
