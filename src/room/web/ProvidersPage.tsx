import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { get, post, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useHospitalChoice } from "../../web/hooks/use-hospital-choice.js";
import { useMay } from "../../web/session.js";
import { providerNames, ProviderState, ProviderTest } from "../api/providers.js";
import { ProvidersForm } from "./ProvidersForm.js";
import { useProviderTexts } from "./provider-texts.js";
import "./providers.css";

/** 音视频服务: who carries the calls of a hospital, whether it answers, and what it means for the data. */
export function ProvidersPage() {
  const t = useProviderTexts();
  const { institutionId, isReady, isKnown, select } = useHospitalChoice({
    label: t("institution"),
    placeholder: t("chooseTitle"),
  });
  const state = useQuery({
    queryKey: ["rtc", institutionId],
    queryFn: () => get(withQuery("/api/rtc", { institutionId }), ProviderState),
    enabled: isReady,
  });
  if (state.data === undefined || !isReady)
    return (
      <>
        <PageHeader title={t("title")} note={t("note")} extra={select} />
        {isReady || !isKnown ? (
          <QueryView query={state} lines={8}>
            {() => null}
          </QueryView>
        ) : (
          <EmptyState title={t("chooseTitle")} note={t("chooseNote")} />
        )}
      </>
    );
  return <Providers key={state.data.institutionId} state={state.data} select={select} />;
}

function Providers({ state, select }: { state: ProviderState; select: ReactNode }) {
  const t = useProviderTexts();
  const words = useWords();
  const may = useMay();
  const [isEditing, setIsEditing] = useState(false);
  const { institutionId, provider, forms, remarks } = state;
  const mayManage = may("rtc.manage");
  const test = useMutation({
    mutationFn: (name: (typeof providerNames)[number]) =>
      post("/api/rtc/test", ProviderTest, { institutionId, provider: name }),
    onError: showProblem,
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        note={t("note")}
        extra={
          <>
            {select}
            {mayManage && (
              <Button loading={test.isPending} onClick={() => test.mutate(provider)}>
                {t("test")}
              </Button>
            )}
          </>
        }
        {...(mayManage && { primary: { label: t("edit"), onClick: () => setIsEditing(true) } })}
      />
      <div className="c-stack">
        {test.data !== undefined && (
          <Card
            title={`${t(`names.${test.data.provider}`)}：${t(test.data.isReachable ? "testGood" : "testBad")}`}
          >
            <div role="status">
              <p className={test.data.isReachable ? "c-good" : "c-bad"}>
                <span aria-hidden="true">{test.data.isReachable ? "✓ " : "✗ "}</span>
                {words(test.data)}
              </p>
              <p className="c-quiet">{t("took", { count: test.data.milliseconds })}</p>
            </div>
          </Card>
        )}
        {remarks.length > 0 && (
          <Card title={t("remarks")}>
            <ul className="rtc-remarks">
              {remarks.map((one) => (
                <li key={one.zh}>{words(one)}</li>
              ))}
            </ul>
          </Card>
        )}
        <Card title={t("compare")}>
          <ul className="rtc-ways">
            {providerNames.map((name) => {
              const isSet = name === "embedded" || forms[name] !== null;
              return (
                <li key={name} data-current={name === provider ? "" : undefined}>
                  <div className="rtc-head">
                    <h3>{t(`names.${name}`)}</h3>
                    <StatusTag tone={name === provider ? "good" : "neutral"}>
                      {t(name === provider ? "inUse" : isSet ? "isSet" : "notSet")}
                    </StatusTag>
                  </div>
                  <p>{t(`about.${name}`)}</p>
                  <p className={name === "agora" ? "rtc-warn" : "c-quiet"}>{t(`leaves.${name}`)}</p>
                  {mayManage && name !== "embedded" && name !== provider && isSet && (
                    <Button
                      size="small"
                      loading={test.isPending && test.variables === name}
                      onClick={() => test.mutate(name)}
                    >
                      {t("test")}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        </Card>
      </div>
      {isEditing && <ProvidersForm state={state} onClose={() => setIsEditing(false)} />}
    </>
  );
}
