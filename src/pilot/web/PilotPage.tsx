import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { put, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { useMay } from "../../web/session.js";
import { lineWords, PilotScope, type ScopeLineView, type SetPilotScope } from "../api.js";
import { LineFields, type LineDraft, lineOf, noLine } from "./LineFields.js";
import { usePilotTexts } from "./texts.js";
import { pilotKey, usePilot } from "../../web/pilot.js";

type Asked = "add" | "open" | ScopeLineView;

/** 试点范围: what is taken now, and the operator's next step. */
export function PilotPage() {
  const t = usePilotTexts();
  const pilot = usePilot();
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <QueryView query={pilot} lines={4}>
        {(scope) => <ScopeCard scope={scope} />}
      </QueryView>
    </>
  );
}

function ScopeCard({ scope }: { scope: PilotScope }) {
  const t = usePilotTexts();
  const may = useMay();
  const [asked, setAsked] = useState<Asked>();
  const mayChange = may("pilot.change");
  return (
    <Card
      title={t("now")}
      extra={
        mayChange && (
          <span className="c-actions">
            {scope.isLimited && <Button onClick={() => setAsked("open")}>{t("openAll")}</Button>}
            <Button type="primary" onClick={() => setAsked("add")}>
              {t("add")}
            </Button>
          </span>
        )
      }
    >
      {scope.isLimited ? (
        <ul className="c-lines">
          {scope.lines.map((line) => (
            <li key={lineWords(line)}>
              {lineWords(line)}{" "}
              {mayChange && scope.lines.length > 1 && (
                <Button
                  size="small"
                  aria-label={t("remove", { line: lineWords(line) })}
                  onClick={() => setAsked(line)}
                >
                  {t("removeShort")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p>{t("all")}</p>
      )}
      {scope.decidedAt !== null && <Since scope={scope} at={scope.decidedAt} />}
      {asked !== undefined && <Change scope={scope} asked={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

function Since({ scope, at }: { scope: PilotScope; at: string }) {
  const t = usePilotTexts();
  const [before, after] = t("since", { at: "@", number: scope.number, reason: scope.reason }).split("@");
  return (
    <p className="c-quiet">
      {before}
      <LocalTime at={at} />
      {after}
    </p>
  );
}

const plain = ({ regionCode, specialtyCode, diseaseCode }: ScopeLineView) => ({
  regionCode,
  specialtyCode,
  diseaseCode,
});

function Change({ scope, asked, onClose }: { scope: PilotScope; asked: Asked; onClose: () => void }) {
  const t = usePilotTexts();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<LineDraft>(noLine);
  const line = lineOf(draft);
  const save = useMutation({
    mutationFn: (to: Pick<SetPilotScope, "isLimited" | "lines" | "reason">) =>
      put("/api/pilot", PilotScope, { basedOn: scope.number, ...to }),
    onSuccess: (next) => {
      queryClient.setQueryData(pilotKey, next);
      showDone(t("saved"));
      onClose();
    },
    onError: (error) => {
      showProblem(error);
      void queryClient.invalidateQueries({ queryKey: pilotKey });
    },
  });
  const kept = scope.isLimited ? scope.lines.filter((one) => one !== asked).map(plain) : [];
  const isAdding = asked === "add";
  const title = isAdding ? "addTitle" : asked === "open" ? "openTitle" : "removeTitle";
  const consequence = isAdding
    ? scope.isLimited
      ? "addConsequence"
      : "limitConsequence"
    : asked === "open"
      ? "openConsequence"
      : "removeConsequence";
  return (
    <ConfirmReason
      isOpen
      title={t(title)}
      consequence={t(consequence)}
      reasons={[]}
      isNoteRequired
      isDanger={title === "removeTitle"}
      confirmLabel={t(isAdding ? "addLine" : asked === "open" ? "openAll" : "removeShort")}
      isPending={save.isPending}
      canConfirm={!isAdding || line !== undefined}
      onConfirm={({ note: reason }) =>
        save.mutate({
          isLimited: asked !== "open",
          lines: asked === "open" ? [] : isAdding && line ? [...kept, line] : kept,
          reason,
        })
      }
      onClose={onClose}
    >
      {isAdding && <LineFields draft={draft} onChange={setDraft} />}
    </ConfirmReason>
  );
}
