import { Drawer } from "antd";
import { Countdown } from "../../web/components/Countdown.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { useEscape } from "../../web/hooks/use-escape.js";
import { useIsPhone } from "../../web/hooks/use-media.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import type { BoardRow } from "../api.js";
import { AssignPanel } from "./AssignPanel.js";
import { OfferHistory } from "./OfferHistory.js";
import { ReturnRequest } from "./ReturnRequest.js";
import { handedOverWords, isYours } from "./offer-words.js";
import { useDispatchTexts } from "./texts.js";
import { Waited } from "./Waited.js";

/** One waiting case beside the board: what was tried, and whom to send it to. `row` is undefined once it has left. */
export function BoardDrawer(props: { row: BoardRow | undefined; isOpen: boolean; onClose: () => void }) {
  const { row, isOpen, onClose } = props;
  const t = useDispatchTexts();
  const isPhone = useIsPhone();
  useEscape(isOpen, onClose);
  return (
    <Drawer
      open={isOpen}
      destroyOnHidden
      title={t("drawer.title")}
      size={isPhone ? "100%" : 620}
      onClose={onClose}
      closable={{ "aria-label": t("drawer.close") }}
    >
      {row === undefined ? <p>{t("drawer.gone")}</p> : <Contents row={row} onClose={onClose} />}
    </Drawer>
  );
}

function Contents({ row, onClose }: { row: BoardRow; onClose: () => void }) {
  const t = useDispatchTexts();
  const may = useMay();
  const { case: one, search } = row;
  return (
    <div className="d-drawer">
      <section className="d-drawer-case" aria-label={t("board.question")}>
        <div className="d-offer-top">
          {one.urgencyLevel === null ? (
            <span>{t("board.untriaged")}</span>
          ) : (
            <UrgencyTag level={one.urgencyLevel} />
          )}
          {one.number !== null && <span className="c-num">{one.number}</span>}
          {one.submittedAt !== null && (
            <span>
              {t("board.waited")} <Waited since={one.submittedAt} />
            </span>
          )}
          {one.dueAt !== null && (
            <span>
              {t("board.clock")} <Countdown dueAt={one.dueAt} />
            </span>
          )}
        </div>
        <h2>{one.question}</h2>
        <p className="d-offer-who">
          <strong>{one.patientLabel}</strong>
          <span>{`${one.institutionName} · ${one.requesterName}`}</span>
        </p>
        {search !== null && isYours(row) && (
          <p>
            <StatusTag tone="warn">{`${t("board.yourTurn")}：${handedOverWords(search.reasonCode, t)}`}</StatusTag>
          </p>
        )}
        <div className="c-actions">
          {may("case.read") && (
            <AppLink to={`/cases/${one.id}`}>
              {may("triage.override") ? t("drawer.openCaseTriage") : t("drawer.openCase")}
            </AppLink>
          )}
          {may("dispatch.return") && <ReturnRequest one={one} onReturned={onClose} />}
        </div>
      </section>
      <section aria-label={t("history.title")}>
        <h3>{t("history.title")}</h3>
        <OfferHistory offers={search?.offers ?? []} />
      </section>
      {search !== null && may("dispatch.assign") && <AssignPanel caseId={one.id} search={search} />}
    </div>
  );
}
