import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import type { z } from "zod";
import { get } from "../../web/api-client.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { AccessLog } from "../api.js";
import { groupLooks } from "./group-looks.js";
import { useCaseTexts } from "./texts.js";

type Look = z.infer<typeof AccessLog>["items"][number];

/** 谁看过: who looked at the case or did something with it, newest first. */
export function AccessLogDrawer(props: { caseId: string; isOpen: boolean; onClose: () => void }) {
  const t = useCaseTexts();
  return (
    <Drawer
      title={t("access.title")}
      open={props.isOpen}
      onClose={props.onClose}
      size={Math.min(480, innerWidth)}
      destroyOnHidden
    >
      <Looks caseId={props.caseId} />
    </Drawer>
  );
}

function Looks({ caseId }: { caseId: string }) {
  const t = useCaseTexts();
  const act = useActWords();
  const log = useQuery({
    queryKey: ["case", caseId, "access-log"],
    queryFn: () => get(`/api/cases/${caseId}/access-log`, AccessLog),
  });
  return (
    <QueryView query={log} lines={8}>
      {({ items }) => (
        <>
          <p className="c-quiet">{t("access.note")}</p>
          {items.length === 0 && <EmptyState title={t("access.empty")} />}
          <ul className="cases-looks">
            {groupLooks(items).map(({ look, count }) => (
              <li key={`${look.who} ${look.institutionName} ${look.action}`}>
                <span>
                  <strong>{look.who}</strong> <span className="c-quiet">{look.institutionName}</span>
                </span>
                <span>
                  {act(look)}
                  {count > 1 && <span className="c-quiet">{` · ${t("access.times", { count })}`}</span>}
                </span>
                <span className="c-quiet">
                  {count > 1 && t("access.until")}
                  <LocalTime at={look.at} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </QueryView>
  );
}

/** An audited act in the words of a ward; an act without a word is named by its code. */
function useActWords(): (look: Look) => string {
  const t = useCaseTexts();
  const words: Readonly<Record<string, string>> = {
    "case.read": t("acts.read"),
    "case.read-attachment": t("acts.readAttachment"),
    "imaging.list": t("acts.listImages"),
    "imaging.read": t("acts.readImages"),
    "imaging.add": t("acts.addImages"),
    "imaging.confirm": t("acts.confirmImages"),
    "imaging.withdraw": t("acts.withdrawImages"),
    "imaging.send": t("acts.sendImages"),
    "imaging.search-pacs": t("acts.searchPacs"),
    "match.read": t("acts.readRanking"),
    "opinion.read": t("acts.readOpinion"),
    "case.create": t("acts.create"),
    "case.submit": t("acts.submit"),
    "case.cancel": t("acts.cancel"),
    "case.attach": t("acts.attach"),
    "case.detach": t("acts.detach"),
    "triage.assess": t("acts.triage"),
    "triage.override": t("acts.override"),
    "offer.list": t("acts.seeOffer"),
    "offer.accept": t("acts.accept"),
    "offer.decline": t("acts.decline"),
    "dispatch.assign": t("acts.assign"),
    "dispatch.take-back": t("acts.takeBack"),
    "opinion.write": t("acts.writeOpinion"),
    "opinion.sign": t("acts.sign"),
    "disposition.give": t("acts.dispose"),
    "archive.read": t("acts.archive"),
  };
  return ({ action }) => words[action] ?? t("acts.other", { action });
}
