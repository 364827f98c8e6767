import { useQuery } from "@tanstack/react-query";
import { type ArmView, LabView } from "../../dispatch/api/policy-lab.js";
import { get } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { useInsightTexts } from "./texts.js";

/** 策略效果: the dispatch policy that stands, and how the one on trial does beside it. */
export function PolicyEffect() {
  const t = useInsightTexts();
  const isShown = useMay()("policy.read");
  const lab = useQuery({
    queryKey: ["lab"],
    queryFn: () => get("/api/policy-lab", LabView),
    enabled: isShown,
    staleTime: 60_000,
  });
  if (!isShown) return null;
  return (
    <Card title={t("policy.title")} extra={<AppLink to="/policy-lab">{t("policy.open")}</AppLink>}>
      <QueryView query={lab} lines={3}>
        {({ standing, trial }) => (
          <>
            <p>{t("policy.standing", { version: standing })}</p>
            {trial === null && <p className="c-quiet">{t("policy.none")}</p>}
            {trial?.percent === 0 && (
              <p>
                {t("policy.shadow", {
                  version: trial.version,
                  same: trial.shadow.same,
                  decisions: trial.shadow.decisions,
                })}
              </p>
            )}
            {trial !== null && trial.percent > 0 && (
              <>
                <p>{t("policy.trial", { version: trial.version, percent: trial.percent })}</p>
                <ul className="c-lines">
                  {trial.arms.map((arm) => (
                    <li key={arm.arm}>
                      <Arm arm={arm} />
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </QueryView>
    </Card>
  );
}

function Arm({ arm }: { arm: ArmView }) {
  const t = useInsightTexts();
  const median =
    arm.medianAcceptMinutes === null
      ? ""
      : t("policy.median", { count: Math.round(10 * arm.medianAcceptMinutes) / 10 });
  return (
    <>
      <strong>{arm.policyVersion}</strong>{" "}
      {t("policy.arm", {
        cases: arm.cases,
        late: arm.late,
        judged: arm.judged,
        adopted: arm.adopted,
        decided: arm.decided,
      })}
      {median}
    </>
  );
}
