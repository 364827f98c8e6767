import { ReloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import "./admin.css";
import { useAdminTexts } from "./admin-texts.js";

/** The reply of the composition root's own route, which no module's contract can hold. */
const Inspection = z.strictObject({
  database: z.enum(["pglite", "postgres"]),
  work: z.strictObject({ overdue: z.number(), dead: z.number(), unrelayed: z.number() }),
  invariants: z.array(
    z.strictObject({ id: z.string(), zh: z.string(), en: z.string(), offenders: z.array(z.string()) }),
  ),
});
type Inspection = z.infer<typeof Inspection>;

const shownOffenders = 10;

/** 系统体检: whether the data obey every rule and background work keeps up. */
export function SystemPage() {
  const t = useAdminTexts();
  const inspection = useQuery({
    queryKey: ["inspection"],
    queryFn: () => get("/api/system/inspection", Inspection),
    // Walking every audit chain costs; it is done when someone asks.
    meta: { still: true },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return (
    <>
      <PageHeader
        title={t("system.title")}
        note={t("system.note")}
        primary={{
          label: t("system.again"),
          icon: <ReloadOutlined />,
          isPending: inspection.isFetching,
          onClick: () => void inspection.refetch(),
        }}
      />
      <QueryView query={inspection} lines={10}>
        {(data) => (
          <div className="c-columns-2">
            <Card title={t("system.invariants")}>
              <Rules invariants={data.invariants} />
            </Card>
            <Card title={t("system.work")}>
              <Work data={data} checkedAt={new Date(inspection.dataUpdatedAt).toISOString()} />
            </Card>
          </div>
        )}
      </QueryView>
    </>
  );
}

function Work({ data, checkedAt }: { data: Inspection; checkedAt: string }) {
  const t = useAdminTexts();
  const { overdue, dead, unrelayed } = data.work;
  const isGood = overdue === 0 && dead === 0;
  return (
    <>
      {isGood && <p style={{ marginBottom: 12 }}>{t("system.workGood")}</p>}
      <dl className="c-facts">
        <div>
          <dt>{t("system.overdue")}</dt>
          <dd>{overdue === 0 ? 0 : <StatusTag tone="warn">{overdue}</StatusTag>}</dd>
        </div>
        <div>
          <dt>{t("system.dead")}</dt>
          <dd>{dead === 0 ? 0 : <StatusTag tone="bad">{dead}</StatusTag>}</dd>
        </div>
        <div>
          <dt>{t("system.unrelayed")}</dt>
          <dd>{unrelayed}</dd>
        </div>
        <div>
          <dt>{t("system.database")}</dt>
          <dd>{t(`system.databases.${data.database}`)}</dd>
        </div>
        <div>
          <dt>{t("system.inspectedAt")}</dt>
          <dd>
            <LocalTime at={checkedAt} />
          </dd>
        </div>
      </dl>
    </>
  );
}

/** Broken rules come first, with the ids that break them. */
function Rules({ invariants }: Pick<Inspection, "invariants">) {
  const t = useAdminTexts();
  const words = useWords();
  const broken = invariants.filter(({ offenders }) => offenders.length > 0);
  const sorted = [...broken, ...invariants.filter(({ offenders }) => offenders.length === 0)];
  return (
    <>
      <p className="c-verdict" data-tone={broken.length > 0 ? "bad" : undefined} role="status">
        {broken.length === 0
          ? t("system.allGood", { count: invariants.length })
          : t("system.someBad", { count: broken.length })}
      </p>
      <table className="c-rules">
        <caption className="c-sr-only">{t("system.label")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("system.rule")}</th>
            <th scope="col">{t("system.state")}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((rule) => (
            <tr key={rule.id}>
              <th scope="row">
                {words(rule)}
                {rule.offenders.length > 0 && (
                  <div className="c-mono c-quiet">
                    {`${t("system.offenders")}: ${rule.offenders.slice(0, shownOffenders).join(", ")}`}
                    {rule.offenders.length > shownOffenders &&
                      ` ${t("system.more", { count: rule.offenders.length - shownOffenders })}`}
                  </div>
                )}
              </th>
              <td>
                {rule.offenders.length === 0 ? (
                  <StatusTag tone="good">{t("system.holds")}</StatusTag>
                ) : (
                  <StatusTag tone="bad">{t("system.broken", { count: rule.offenders.length })}</StatusTag>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
