import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import type { ExpertProfile } from "../api.js";
import { ClaimList, type ClaimView } from "../api/claims.js";
import { useClaimTexts } from "./claim-texts.js";
import { abilitiesOf } from "./claim-words.js";
import { ClaimDetail } from "./ClaimDetail.js";
import { ClaimsTable } from "./ClaimsTable.js";
import { FieldFacts } from "./FieldFacts.js";
import { StateClaimForm } from "./StateClaimForm.js";

export type PreviewAs = "requester" | "public" | undefined;

const useClaims = (practitionerId: string, as: PreviewAs) =>
  useQuery({
    queryKey: ["experts", practitionerId, "claims", { as }],
    queryFn: () => get(withQuery(`/api/experts/${practitionerId}/claims`, { as }), ClaimList),
  });

/** Registered facts, each with its source: 登记信息与来源. */
export function RegisteredFacts({ expert, as }: { expert: ExpertProfile; as: PreviewAs }) {
  const t = useClaimTexts();
  const [open, setOpen] = useState<ClaimView>();
  const claims = useClaims(expert.practitionerId, as);
  return (
    <Card title={t("facts.title")}>
      <QueryView query={claims}>
        {(list) => (
          <>
            <FieldFacts expert={expert} claims={list.items} onOpen={setOpen} />
            {open !== undefined && (
              <ClaimDetail
                practitionerId={expert.practitionerId}
                claim={list.items.find(({ claimId }) => claimId === open.claimId) ?? open}
                list={list}
                isSelf={expert.isSelf && as === undefined}
                onClose={() => setOpen(undefined)}
              />
            )}
          </>
        )}
      </QueryView>
    </Card>
  );
}

/** 专业能力与证据: what is claimed and on what ground, with a way to add to it. */
export function Abilities({ expert, as }: { expert: ExpertProfile; as: PreviewAs }) {
  const t = useClaimTexts();
  const [open, setOpen] = useState<ClaimView>();
  const [isAdding, setIsAdding] = useState(false);
  const claims = useClaims(expert.practitionerId, as);
  const statesAs = as === undefined ? (claims.data?.statesAs ?? null) : null;
  return (
    <Card
      title={t("abilities.title")}
      extra={
        statesAs !== null ? (
          <Button size="small" type={expert.isSelf ? "primary" : "default"} onClick={() => setIsAdding(true)}>
            {t(statesAs === "self_reported" ? "abilities.add" : "abilities.addFor")}
          </Button>
        ) : undefined
      }
    >
      <QueryView query={claims}>
        {(list) => (
          <>
            <ClaimsTable claims={abilitiesOf(list.items)} onOpen={setOpen} />
            {open !== undefined && (
              <ClaimDetail
                practitionerId={expert.practitionerId}
                claim={list.items.find(({ claimId }) => claimId === open.claimId) ?? open}
                list={list}
                isSelf={expert.isSelf && as === undefined}
                onClose={() => setOpen(undefined)}
              />
            )}
          </>
        )}
      </QueryView>
      {isAdding && <StateClaimForm expert={expert} onClose={() => setIsAdding(false)} />}
    </Card>
  );
}

/** For the expert and those close to him: whose eyes to look with, and the data to take along. */
export function RecordTools(props: { expert: ExpertProfile; as: PreviewAs; onAs: (as: PreviewAs) => void }) {
  const { expert, as, onAs } = props;
  const t = useClaimTexts();
  const id = useId();
  const base = `/api/experts/${expert.practitionerId}/export`;
  return (
    <div className="c-actions c-record-tools">
      <label htmlFor={id} className="c-quiet">
        {t("view.label")}
      </label>
      <Select
        id={id}
        value={as ?? "own"}
        style={{ minWidth: 150 }}
        options={(["own", "requester", "public"] as const).map((value) => ({
          value,
          label: t(`view.${value}`),
        }))}
        onChange={(value: "own" | "requester" | "public") => onAs(value === "own" ? undefined : value)}
      />
      <Button href={`${base}.xlsx`} download>
        {t(expert.isSelf ? "view.export" : "view.exportFor")} Excel
      </Button>
      <Button href={`${base}.json`} download>
        JSON
      </Button>
    </div>
  );
}
