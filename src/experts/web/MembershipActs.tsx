import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { useWords } from "../../web/i18n/index.js";
import { useInstitutions } from "../../web/institutions.js";
import { membershipReasons, type MembershipView, type ReasonedAct } from "../api/membership.js";
import { useMembershipTexts } from "./membership-texts.js";

const shown = [
  "send_back",
  "refuse",
  "resume",
  "pause",
  "reactivate",
  "lapse",
  "retire",
  "transfer",
  "revoke",
] as const;
type Act = (typeof shown)[number];
const paths: Readonly<Record<Act, string>> = {
  send_back: "send-back",
  refuse: "refuse",
  resume: "resume",
  pause: "pause",
  reactivate: "reactivate",
  lapse: "leave",
  retire: "leave",
  transfer: "leave",
  revoke: "revoke",
};
const dangerous: readonly Act[] = ["refuse", "retire", "transfer", "revoke"];
const hasReasons = (act: Act): act is Act & ReasonedAct => act in membershipReasons;

/** The quieter decisions about a membership, each asked for its reason. */
export function MembershipActs({ membership }: { membership: MembershipView }) {
  const t = useMembershipTexts();
  const words = useWords();
  const id = useId();
  const queryClient = useQueryClient();
  const institutions = useInstitutions();
  const [asked, setAsked] = useState<Act>();
  const [to, setTo] = useState<string>();
  const acts = shown.filter((act) => membership.may.includes(act));
  const change = useMutation({
    mutationFn: ({ act, code, note }: { act: Act; code: string; note: string }) => {
      const path = `/api/memberships/${membership.membershipId}/${paths[act]}`;
      if (act === "lapse" || act === "retire" || act === "transfer")
        return postOnce(path, Nothing, { act, code, note, toOrganizationId: to ?? null });
      return postOnce(path, Nothing, hasReasons(act) ? { code, note } : { note });
    },
    onSuccess: () => {
      showDone(t("change.done"));
      setAsked(undefined);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  if (acts.length === 0) return null;
  return (
    <>
      <div className="c-actions" style={{ marginTop: 14 }} role="group" aria-label={t("change.more")}>
        {acts.map((act) => (
          <Button
            key={act}
            {...(act === "resume" || act === "reactivate" ? { type: "primary" as const } : {})}
            danger={dangerous.includes(act)}
            onClick={() => setAsked(act)}
          >
            {t(`acts.${act}`)}
          </Button>
        ))}
      </div>
      {asked !== undefined && (
        <ConfirmReason
          isOpen
          title={`${t(`acts.${asked}`)}：${membership.name}`}
          consequence={t(`change.${asked}`)}
          confirmLabel={t(`acts.${asked}`)}
          reasons={
            hasReasons(asked)
              ? membershipReasons[asked].map((reason) => ({
                  code: reason.code,
                  label: words(reason),
                  needsNote: reason.code === "other",
                }))
              : []
          }
          isDanger={dangerous.includes(asked)}
          isPending={change.isPending}
          onConfirm={(reason) => change.mutate({ act: asked, ...reason })}
          onClose={() => setAsked(undefined)}
        >
          {asked === "transfer" && (
            <div>
              <label className="c-label" htmlFor={id}>
                {t("change.to")}
              </label>
              <Select
                id={id}
                allowClear
                style={{ width: "100%" }}
                value={to ?? null}
                showSearch={{ optionFilterProp: "label" }}
                options={(institutions ?? [])
                  .filter((one) => one.kind === "hospital" && one.id !== membership.institutionId)
                  .map((one) => ({ value: one.id, label: one.name }))}
                onChange={(next: string | undefined) => setTo(next)}
              />
            </div>
          )}
        </ConfirmReason>
      )}
    </>
  );
}
