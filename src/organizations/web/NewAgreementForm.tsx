import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber, Modal, Select } from "antd";
import { useId, useState } from "react";
import type { z } from "zod";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { SpecialtySelect } from "../../web/components/SpecialtySelect.js";
import { useWords } from "../../web/i18n/index.js";
import { useInstitutions } from "../../web/institutions.js";
import {
  type AgreementService,
  agreementServiceNames,
  agreementServices,
  type AgreementSide,
  agreementSides,
  type AgreementSplit,
  AgreementView,
  NewAgreement,
} from "../api.js";
import { useOrganizationTexts } from "./texts.js";

interface Party {
  readonly organizationId: string;
  readonly side: AgreementSide;
}

const shareNames = ["inviter", "invitee", "platform", "expert"] as const satisfies (keyof AgreementSplit)[];
/** Null while a field is empty. */
type Shares = { readonly [share in keyof AgreementSplit]?: number | null };

const emptyParties: readonly Party[] = [
  { organizationId: "", side: "requester" },
  { organizationId: "", side: "performer" },
];

/** A new agreement as a draft. What is missing is said beside the button, by the same contract the server holds. */
export function NewAgreementForm({ onClose }: { onClose: () => void }) {
  const t = useOrganizationTexts();
  const words = useWords();
  const ids = useId();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [validFrom, setValidFrom] = useState("");
  const [validTo, setValidTo] = useState("");
  const [specialtyCodes, setSpecialtyCodes] = useState<string[]>([]);
  const [parties, setParties] = useState(emptyParties);
  const [services, setServices] = useState<AgreementService[]>([]);
  const [shares, setShares] = useState<Shares>({});
  const [paperReference, setPaperReference] = useState("");
  const isShared = shareNames.some((share) => shares[share] != null);
  const parsed = NewAgreement.safeParse({
    ...{ name, validFrom, validTo, specialtyCodes, services, parties },
    paperReference: paperReference.trim() === "" ? null : paperReference,
    split: isShared ? Object.fromEntries(shareNames.map((share) => [share, shares[share] ?? 0])) : null,
  });
  const save = useMutation({
    mutationFn: (agreement: z.output<typeof NewAgreement>) =>
      postOnce("/api/agreements", AgreementView, agreement),
    onSuccess: (agreement) => {
      showDone(t("newAgreement.done", { name: agreement.name }));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["agreements"] }),
  });
  const dates = [
    ["from", t("newAgreement.validFrom"), validFrom, setValidFrom],
    ["to", t("newAgreement.validTo"), validTo, setValidTo],
  ] as const;
  return (
    <Modal
      open
      width={600}
      title={t("newAgreement.title")}
      okText={t("newAgreement.save")}
      cancelText={t("newAgreement.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !parsed.success }}
      mask={{ closable: false }}
      onOk={() => {
        if (parsed.success) save.mutate(parsed.data);
      }}
      onCancel={onClose}
    >
      <div className="c-agreement-form">
        <p className="c-quiet">{t("newAgreement.note")}</p>
        <div>
          <label className="c-label" htmlFor={`${ids}-name`}>
            {t("newAgreement.name")}
          </label>
          <Input
            id={`${ids}-name`}
            value={name}
            maxLength={100}
            placeholder={t("newAgreement.namePlaceholder")}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="c-agreement-dates">
          {dates.map(([key, label, value, change]) => (
            <div key={key}>
              <label className="c-label" htmlFor={`${ids}-${key}`}>
                {label}
              </label>
              <input
                id={`${ids}-${key}`}
                type="date"
                value={value}
                onChange={(event) => change(event.target.value)}
              />
            </div>
          ))}
        </div>
        <Parties parties={parties} onChange={setParties} />
        <div>
          <label className="c-label" htmlFor={`${ids}-specialties`}>
            {t("newAgreement.specialties")}
          </label>
          <SpecialtySelect
            id={`${ids}-specialties`}
            label={t("newAgreement.specialties")}
            placeholder={t("agreements.everything")}
            isMultiple
            width="100%"
            value={specialtyCodes}
            onChange={setSpecialtyCodes}
          />
        </div>
        <div>
          <label className="c-label" htmlFor={`${ids}-services`}>
            {t("newAgreement.services")}
          </label>
          <Select
            id={`${ids}-services`}
            mode="multiple"
            style={{ width: "100%" }}
            placeholder={t("agreements.everything")}
            value={services}
            options={agreementServices.map((one) => ({
              value: one,
              label: words(agreementServiceNames[one]),
            }))}
            onChange={setServices}
          />
        </div>
        <fieldset className="c-fieldset">
          <legend>{t("newAgreement.split")}</legend>
          <div className="c-agreement-shares">
            {shareNames.map((share) => (
              <div key={share}>
                <label className="c-label" htmlFor={`${ids}-${share}`}>
                  {t(`newAgreement.splits.${share}`)}
                </label>
                <InputNumber
                  id={`${ids}-${share}`}
                  min={0}
                  max={100}
                  precision={0}
                  style={{ width: "100%" }}
                  value={shares[share] ?? null}
                  onChange={(value) => setShares({ ...shares, [share]: value })}
                />
              </div>
            ))}
          </div>
        </fieldset>
        <div>
          <label className="c-label" htmlFor={`${ids}-paper`}>
            {t("newAgreement.paper")}
          </label>
          <Input
            id={`${ids}-paper`}
            value={paperReference}
            maxLength={100}
            onChange={(event) => setPaperReference(event.target.value)}
          />
        </div>
        {!parsed.success && <p className="c-quiet">{t("newAgreement.fill")}</p>}
      </div>
    </Modal>
  );
}

function Parties(props: { parties: readonly Party[]; onChange: (parties: readonly Party[]) => void }) {
  const { parties, onChange } = props;
  const t = useOrganizationTexts();
  const institutions = useInstitutions() ?? [];
  const hospitals = institutions.filter(({ kind }) => kind === "hospital");
  const change = (index: number, part: Partial<Party>) =>
    onChange(parties.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset className="c-fieldset">
      <legend>{t("newAgreement.parties")}</legend>
      {parties.map((party, index) => (
        <div className="c-party-row" key={index}>
          <Select<string | null>
            aria-label={`${t("newAgreement.institution")} ${index + 1}`}
            placeholder={t("newAgreement.institution")}
            showSearch={{ optionFilterProp: "label" }}
            value={party.organizationId === "" ? null : party.organizationId}
            options={hospitals
              .filter(
                ({ id }) =>
                  id === party.organizationId || parties.every((other) => other.organizationId !== id),
              )
              .map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(organizationId) => change(index, { organizationId: organizationId ?? "" })}
          />
          <Select
            aria-label={`${t("newAgreement.side")} ${index + 1}`}
            value={party.side}
            options={agreementSides.map((side) => ({ value: side, label: t(`agreements.sides.${side}`) }))}
            onChange={(side) => change(index, { side })}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            disabled={parties.length <= 2}
            aria-label={t("newAgreement.removeParty", {
              name: hospitals.find(({ id }) => id === party.organizationId)?.name ?? index + 1,
            })}
            onClick={() => onChange(parties.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<PlusOutlined />}
        onClick={() => onChange([...parties, { organizationId: "", side: "requester" }])}
      >
        {t("newAgreement.addParty")}
      </Button>
    </fieldset>
  );
}
