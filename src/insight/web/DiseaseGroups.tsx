import type { SupplyView } from "../api.js";
import { useInsightTexts } from "./texts.js";

const shownAtMost = 10;

/** What kinds of cases come, how many found nobody, and which become more. */
export function DiseaseGroups({ groups }: { groups: SupplyView["groups"] }) {
  const t = useInsightTexts();
  return (
    <table className="ins-groups">
      <thead>
        <tr>
          <th scope="col">{t("groups.name")}</th>
          <th scope="col">{t("groups.requests")}</th>
          <th scope="col">{t("groups.unmet")}</th>
          <th scope="col">{t("groups.growth")}</th>
        </tr>
      </thead>
      <tbody>
        {groups.slice(0, shownAtMost).map((one) => (
          <tr key={one.group}>
            <th scope="row">{one.name}</th>
            <td>{one.requests}</td>
            <td>{one.unmet}</td>
            <td>
              {one.growthPercent === null
                ? t("groups.few")
                : `${one.growthPercent > 0 ? "+" : ""}${one.growthPercent}%`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
