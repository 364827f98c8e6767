import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useMay } from "../../web/session.js";
import { type PanelMemberView, PanelView } from "../api.js";
import { ArrangePanelForm } from "./ArrangePanelForm.js";
import "./consultation.css";
import { panelKey } from "./panel-key.js";
import { SigningProof, useSigning } from "../../web/components/SigningProof.js";
import "./talk.css";
import { useTalkTexts } from "./talk-texts.js";

const begun = ["accepted", "in_session", "opinion_signed", "closed"];

/** 专家组, on the page of an MDT: who leads, in which order they speak, what is on the agenda, who has signed what. */
export function PanelCard({ caseId, caseView }: CasePanelProps) {
  const t = useTalkTexts();
  const may = useMay();
  const isShown = caseView.panel.length > 0 && begun.includes(caseView.status) && may("panel.read");
  const panel = useQuery({
    queryKey: panelKey(caseId),
    queryFn: () => get(`/api/cases/${caseId}/panel`, PanelView.nullable()),
    enabled: isShown,
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    // It is seated a moment after the last acceptance.
    refetchInterval: ({ state }) => (caseView.status === "accepted" && state.data === null ? 1000 : false),
  });
  if (!isShown || panel.data === null) return null;
  return (
    <Card title={t("panel.title")}>
      <QueryView query={panel} lines={4}>
        {(view) => view && <Panel caseId={caseId} view={view} />}
      </QueryView>
    </Card>
  );
}

function Panel({ caseId, view }: { caseId: string; view: PanelView }) {
  const t = useTalkTexts();
  const [isArranging, setIsArranging] = useState(false);
  const { quorum, members, agenda } = view;
  const nameOf = (personId: string | null) =>
    members.find((one) => one.personId === personId)?.name ?? t("panel.everyone");
  const state =
    view.opinionVersion === 0
      ? t("panel.unsigned")
      : t(quorum.have >= quorum.needed ? "panel.quorumReached" : "panel.quorum", quorum);
  return (
    <div className="o-panel">
      <p role="status">{state}</p>
      <ol className="o-members" aria-label={t("panel.order")}>
        {members.map((member) => (
          <Member key={member.personId} member={member} opinionVersion={view.opinionVersion} />
        ))}
      </ol>
      <h3>{t("panel.agenda")}</h3>
      {agenda.length === 0 ? (
        <p className="c-quiet">{t("panel.noAgenda")}</p>
      ) : (
        <ol className="o-agenda">
          {agenda.map((item, i) => (
            <li key={i}>
              <strong>{`${i + 1}. ${item.title}`}</strong>
              <span className="c-quiet">
                {[t("panel.minutes", { minutes: item.minutes }), nameOf(item.personId)].join(" · ")}
              </span>
            </li>
          ))}
        </ol>
      )}
      {view.may.arrange && <Button onClick={() => setIsArranging(true)}>{t("panel.arrange")}</Button>}
      {isArranging && <ArrangePanelForm caseId={caseId} view={view} onClose={() => setIsArranging(false)} />}
      {view.may.takeStand && <StandForm caseId={caseId} version={view.opinionVersion} />}
    </div>
  );
}

function Member({ member, opinionVersion }: { member: PanelMemberView; opinionVersion: number }) {
  const t = useTalkTexts();
  const newest = member.stands.find(({ version }) => version === opinionVersion);
  const tone = member.stance === "dissent" ? "warn" : member.stance === null ? "neutral" : ("good" as const);
  return (
    <li>
      <div>
        <strong>{member.name}</strong>
        {member.isMe && <span className="c-quiet">{` （${t("panel.me")}）`}</span>}{" "}
        {member.isLead && <StatusTag tone="progress">{t("panel.lead")}</StatusTag>}
        <div className="c-quiet">
          {[member.specialtyName, member.post, member.institutionName].filter(Boolean).join(" · ")}
        </div>
      </div>
      {opinionVersion > 0 && (
        <StatusTag tone={newest?.isValid === false ? "bad" : tone}>
          {newest?.isValid === false ? t("panel.invalid") : t(`panel.stance.${member.stance ?? "none"}`)}
        </StatusTag>
      )}
      {newest !== undefined && newest.dissent !== "" && <p className="o-dissent o-lines">{newest.dissent}</p>}
    </li>
  );
}

/** 会签 or 不同意见, for a member who has not taken his stand on the newest version. */
function StandForm({ caseId, version }: { caseId: string; version: number }) {
  const t = useTalkTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const signing = useSigning(true);
  const [isDissenting, setIsDissenting] = useState(false);
  const [dissent, setDissent] = useState("");
  const take = useMutation({
    networkMode: "always",
    mutationFn: async (stance: "agree" | "dissent") => {
      await signing.prove();
      return postOnce(`/api/cases/${caseId}/opinion/stand`, PanelView, {
        version,
        stance,
        dissent: stance === "dissent" ? dissent.trim() : "",
      });
    },
    onSuccess: async (view) => {
      queryClient.setQueryData(panelKey(caseId), view);
      showDone(t("panel.done"));
      await queryClient.invalidateQueries({ queryKey: ["case", caseId] });
    },
    onError: showProblem,
  });
  return (
    <section className="o-write" aria-labelledby={`${ids}-title`}>
      <h3 id={`${ids}-title`}>{t("panel.standTitle", { version })}</h3>
      <p className="c-quiet">{t("panel.standNote")}</p>
      {isDissenting && (
        <div className="o-field">
          <label className="c-label" htmlFor={`${ids}-dissent`}>
            {t("panel.dissentLabel")}
          </label>
          <Input.TextArea
            id={`${ids}-dissent`}
            value={dissent}
            maxLength={10_000}
            autoSize={{ minRows: 3, maxRows: 14 }}
            onChange={(event) => setDissent(event.target.value)}
          />
        </div>
      )}
      <SigningProof signing={signing} />
      <div className="c-actions">
        {isDissenting ? (
          <>
            <Button
              type="primary"
              loading={take.isPending}
              disabled={dissent.trim().length < 2}
              onClick={() => take.mutate("dissent")}
            >
              {t("panel.dissentSign")}
            </Button>
            <Button onClick={() => setIsDissenting(false)}>{t("talk.cancel")}</Button>
          </>
        ) : (
          <>
            <Button type="primary" loading={take.isPending} onClick={() => take.mutate("agree")}>
              {t("panel.agree")}
            </Button>
            <Button onClick={() => setIsDissenting(true)}>{t("panel.dissent")}</Button>
          </>
        )}
      </div>
    </section>
  );
}
