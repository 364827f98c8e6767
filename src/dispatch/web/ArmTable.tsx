import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { EmptyState } from "../../web/components/states.js";
import type { ArmView } from "../api/policy-lab.js";
import { useLabTexts } from "./lab-texts.js";

const enoughCases = 30;

/** What became of the cases of both arms, side by side, each share with what it is a share of. */
export function ArmTable({ arms }: { arms: readonly ArmView[] }) {
  const t = useLabTexts();
  const perCase = (count: number, cases: number): string =>
    cases === 0 ? "–" : (Math.round((100 * count) / cases) / 100).toString();
  const minutesOf = (median: number | null): string =>
    median === null ? "–" : t("trial.minutes", { count: Math.round(10 * median) / 10 });
  const panelColumns: DataColumn<ArmView>[] = [
    {
      key: "panels",
      title: t("trial.panels"),
      align: "right",
      render: ({ panels }) => t("trial.of", { part: panels.filled, whole: panels.cases }),
    },
    {
      key: "panelMedian",
      title: t("trial.panelMedian"),
      align: "right",
      render: ({ panels }) => minutesOf(panels.medianFillMinutes),
    },
  ];
  const columns: DataColumn<ArmView>[] = [
    {
      key: "arm",
      title: "",
      isAlways: true,
      card: "head",
      render: (one) => (
        <>
          {t(`trial.arm.${one.arm}`)} <span className="c-quiet">{one.policyVersion}</span>
        </>
      ),
    },
    { key: "cases", title: t("trial.cases"), align: "right", render: (one) => one.cases },
    {
      key: "late",
      title: t("trial.late"),
      align: "right",
      render: (one) => t("trial.of", { part: one.late, whole: one.judged }),
    },
    {
      key: "median",
      title: t("trial.median"),
      align: "right",
      render: (one) => minutesOf(one.medianAcceptMinutes),
    },
    {
      key: "offers",
      title: t("trial.offersPerCase"),
      align: "right",
      render: (one) => perCase(one.offers, one.cases),
    },
    {
      key: "withdrawn",
      title: t("trial.withdrawnPerCase"),
      align: "right",
      render: (one) => perCase(one.withdrawn, one.cases),
    },
    {
      key: "adopted",
      title: t("trial.adopted"),
      align: "right",
      render: (one) => t("trial.of", { part: one.adopted, whole: one.decided }),
    },
    ...(arms.some((one) => one.panels.cases > 0) ? panelColumns : []),
  ];
  return (
    <div>
      <DataTable
        id="dispatch.policy-arms"
        label={t("trial.arms")}
        rows={arms}
        rowKey={(one) => one.arm}
        columns={columns}
        isFixed
        empty={<EmptyState title={t("trial.armsNone")} />}
      />
      {arms.some((one) => one.cases < enoughCases) && <p className="c-quiet">{t("trial.fewNote")}</p>}
    </div>
  );
}
