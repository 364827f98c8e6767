import { EmptyState } from "../../web/components/states.js";
import type { CellView, SupplyView } from "../api.js";
import { toneOf } from "./shortage-tone.js";
import { useInsightTexts } from "./texts.js";

const columnsAtMost = 12;

/** Regions down, the specialties most asked for across; the colour and the small number are the shortage. */
export function Matrix({ data, onOpen }: { data: SupplyView; onOpen: (cell: CellView) => void }) {
  const t = useInsightTexts();
  const columns = data.specialties.slice(0, columnsAtMost);
  const cells = new Map(data.cells.map((cell) => [`${cell.regionCode} ${cell.specialtyCode}`, cell]));
  if (data.regions.length === 0) return <EmptyState title={t("emptyTitle")} />;
  return (
    <>
      <div className="c-scroll-x" tabIndex={0} role="region" aria-label={t("matrix.title")}>
        <table className="ins-matrix">
          <thead>
            <tr>
              <th scope="col">{t("matrix.region")}</th>
              {columns.map(({ code, name }) => (
                <th key={code} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.regions.map((region) => (
              <tr key={region.code}>
                <th scope="row">{region.name}</th>
                {columns.map((specialty) => {
                  const cell = cells.get(`${region.code} ${specialty.code}`);
                  if (cell === undefined)
                    return (
                      <td key={specialty.code} className="c-quiet">
                        <span aria-label={t("matrix.nothing")}>–</span>
                      </td>
                    );
                  const requests = cell.requests ?? t("matrix.few");
                  return (
                    <td key={specialty.code}>
                      <button
                        type="button"
                        className="ins-cell"
                        data-tone={toneOf(cell.shortage)}
                        aria-label={t("matrix.cell", {
                          region: region.name,
                          specialty: specialty.name,
                          score: cell.shortage,
                          requests,
                        })}
                        disabled={cell.specialtyCode === ""}
                        onClick={() => onOpen(cell)}
                      >
                        {requests}
                        <small>{cell.shortage}</small>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.specialties.length > columnsAtMost && (
        <p className="c-quiet">{t("matrix.others", { count: data.specialties.length - columnsAtMost })}</p>
      )}
    </>
  );
}
