import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import type { MembershipView } from "../api/membership.js";
import { useMembershipTexts } from "./membership-texts.js";

const years = [1, 2, 3, 4] as const;

/** 聘任 or 续聘 for a term. */
export function AppointForm({ membership, act }: { membership: MembershipView; act: "appoint" | "renew" }) {
  const t = useMembershipTexts();
  const id = useId();
  const queryClient = useQueryClient();
  const [term, setTerm] = useState<number>(4);
  const appoint = useMutation({
    mutationFn: () =>
      postOnce(`/api/memberships/${membership.membershipId}/${act}`, Nothing, { years: term, note: "" }),
    onSuccess: () => showDone(t(`${act}.done`)),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const form = (
    <div className="c-form-gap">
      <p className="c-quiet">{t(`${act}.note`)}</p>
      <div>
        <label className="c-label" htmlFor={id}>
          {t("appoint.years")}
        </label>
        <div>
          <Select
            id={id}
            value={term}
            style={{ width: 120 }}
            options={years.map((one) => ({ value: one, label: String(one) }))}
            onChange={setTerm}
          />
        </div>
      </div>
      <div className="c-actions">
        <Button type="primary" loading={appoint.isPending} onClick={() => appoint.mutate()}>
          {t(`${act}.submit`)}
        </Button>
      </div>
    </div>
  );
  return act === "appoint" ? <Card title={t("appoint.title")}>{form}</Card> : form;
}
