import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, InputNumber, Modal, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { useInstitutions } from "../../web/institutions.js";
import type { ExpertProfile } from "../api.js";
import { ClaimsStated, type StateClaims, statedKinds } from "../api/claims.js";
import { ruleOf } from "../domain/claims/kinds.js";
import { useClaimTexts } from "./claim-texts.js";
import { useExpertTexts } from "./texts.js";

type Kind = (typeof statedKinds)[number];
type Stated = StateClaims["claims"][number];
type About = "free" | "age" | "diagnosis" | "specialty";

/** GB/T 8561 clinical titles of physicians; others come in by list or hospital system. */
const clinicalTitles = [
  { value: "231", label: "主任医师" },
  { value: "232", label: "副主任医师" },
  { value: "233", label: "主治医师" },
  { value: "234", label: "医师" },
];
const counted: ReadonlySet<Kind> = new Set([
  "disease_cases",
  "procedure_cases",
  "student_count",
  "teaching",
  "lecture",
]);
/** Kinds whose value is a code or date that a free text would not be; they come from papers, by list. */
const offered = statedKinds.filter(
  (kind) =>
    ![
      "practice_scope",
      "practice_level",
      "independent_since",
      "supervisor",
      "title_qualification",
      "teaching_title",
    ].includes(kind),
);
const systems = { age: "age_below", diagnosis: "icd10", specialty: "specialty" } as const;
const codeForms: Readonly<Record<"age" | "diagnosis" | "specialty", RegExp>> = {
  age: /^\d{1,3}$/u,
  diagnosis: /^[A-Z]\d{2}(\.?[0-9A-Zx]*)?$/u,
  specialty: /^\d{2}(\.\d{2}){0,2}$/u,
};

/** Adds one fact about the expert, on a phone as on a desk. */
export function StateClaimForm({ expert, onClose }: { expert: ExpertProfile; onClose: () => void }) {
  const t = useClaimTexts();
  const words = useExpertTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const institutions = useInstitutions() ?? [];
  const [kind, setKind] = useState<Kind>("skill");
  const [label, setLabel] = useState("");
  const [quantity, setQuantity] = useState<number | null>(null);
  const [reference, setReference] = useState("");
  const [roleId, setRoleId] = useState(expert.roles[0]?.practitionerRoleId);
  const [about, setAbout] = useState<About>("free");
  const [code, setCode] = useState("");
  const [titleCode, setTitleCode] = useState("231");
  const [institutionId, setInstitutionId] = useState<string>();
  const [wasTried, setWasTried] = useState(false);

  const isTitle = kind === "title";
  const isInterest = kind === "conflict_of_interest";
  const isCoded = kind === "refusal" && about !== "free";
  const isOfPost = ruleOf(kind).scope === "role";
  const institution = institutions.find(({ id }) => id === institutionId);
  const said = isTitle
    ? (clinicalTitles.find(({ value }) => value === titleCode)?.label ?? "")
    : isInterest
      ? (institution?.name ?? "")
      : label.trim();
  const problem =
    isInterest && institution === undefined
      ? t("form.missingInstitution")
      : said === ""
        ? t("form.missing")
        : isCoded && !codeForms[about].test(code.trim())
          ? t("form.missingCode")
          : undefined;
  const claim: Stated = {
    kind,
    label: said,
    ...(isTitle && { value: titleCode }),
    ...(isInterest && { value: { organizationId: institutionId ?? "" } }),
    ...(counted.has(kind) && { quantity }),
    ...(isCoded && { code: code.trim(), codeSystem: systems[about] }),
    ...(isOfPost && { practitionerRoleId: roleId ?? null }),
    ...(reference.trim() !== "" && { reference: reference.trim() }),
  };
  const save = useMutation({
    mutationFn: () =>
      postOnce(`/api/experts/${expert.practitionerId}/claims`, ClaimsStated, { claims: [claim] }),
    onSuccess: (stated) => {
      showDone(
        stated.conflicts > 0 ? t("form.conflict") : stated.changed > 0 ? t("form.changed") : t("form.done"),
      );
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  return (
    <Modal
      open
      width={520}
      title={t("form.title")}
      okText={t("form.submit")}
      cancelText={t("form.cancel")}
      okButtonProps={{ loading: save.isPending }}
      mask={{ closable: false }}
      onOk={() => {
        setWasTried(true);
        if (problem === undefined) save.mutate();
      }}
      onCancel={onClose}
    >
      <div className="c-form-gap">
        <Row id={`${ids}-kind`} label={t("form.kind")}>
          <Select
            id={`${ids}-kind`}
            value={kind}
            showSearch={{ optionFilterProp: "label" }}
            style={{ width: "100%" }}
            options={offered.map((one) => ({ value: one, label: words(`claimKind.${one}`) }))}
            onChange={setKind}
          />
        </Row>
        {isOfPost && expert.roles.length > 1 && (
          <Row id={`${ids}-post`} label={t("form.post")}>
            <Select
              id={`${ids}-post`}
              value={roleId}
              style={{ width: "100%" }}
              options={expert.roles.map((role) => ({
                value: role.practitionerRoleId,
                label: `${role.institutionName} · ${role.departmentName}`,
              }))}
              onChange={setRoleId}
            />
          </Row>
        )}
        {isTitle && (
          <Row id={`${ids}-title`} label={t("form.title_")}>
            <Select
              id={`${ids}-title`}
              value={titleCode}
              style={{ width: "100%" }}
              options={clinicalTitles}
              onChange={setTitleCode}
            />
          </Row>
        )}
        {isInterest && (
          <Row id={`${ids}-institution`} label={t("form.institution")}>
            <Select
              id={`${ids}-institution`}
              value={institutionId}
              showSearch={{ optionFilterProp: "label" }}
              style={{ width: "100%" }}
              options={institutions.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setInstitutionId}
            />
          </Row>
        )}
        {!isTitle && !isInterest && (
          <Row id={`${ids}-label`} label={t("form.label")}>
            <Input.TextArea
              id={`${ids}-label`}
              value={label}
              maxLength={500}
              autoSize={{ minRows: 1, maxRows: 4 }}
              placeholder={exampleOf(t, kind)}
              onChange={(event) => setLabel(event.target.value)}
            />
          </Row>
        )}
        {kind === "refusal" && (
          <Row id={`${ids}-about`} label={t("form.about")}>
            <Select
              id={`${ids}-about`}
              value={about}
              style={{ width: "100%" }}
              options={[
                { value: "free", label: t("form.aboutFree") },
                { value: "age", label: t("form.aboutAge") },
                { value: "diagnosis", label: t("form.aboutDiagnosis") },
                { value: "specialty", label: t("form.aboutSpecialty") },
              ]}
              onChange={setAbout}
            />
          </Row>
        )}
        {isCoded && (
          <Row id={`${ids}-code`} label={about === "age" ? t("form.age") : t("form.code")}>
            <Input
              id={`${ids}-code`}
              value={code}
              maxLength={20}
              inputMode={about === "age" ? "numeric" : "text"}
              onChange={(event) => setCode(event.target.value.toUpperCase().replace("X", "x"))}
            />
            <p className="c-quiet">{t("form.codeHelp")}</p>
          </Row>
        )}
        {counted.has(kind) && (
          <Row id={`${ids}-quantity`} label={t("form.quantity")}>
            <InputNumber
              id={`${ids}-quantity`}
              min={0}
              max={1_000_000}
              precision={0}
              value={quantity}
              onChange={setQuantity}
            />
          </Row>
        )}
        <Row id={`${ids}-reference`} label={t("form.reference")}>
          <Input
            id={`${ids}-reference`}
            value={reference}
            maxLength={500}
            onChange={(event) => setReference(event.target.value)}
          />
        </Row>
        <p className="c-field-problem" role="alert">
          {wasTried ? problem : ""}
        </p>
      </div>
    </Modal>
  );
}

const withExample = ["skill", "publication", "refusal", "language"] as const;

function exampleOf(t: ReturnType<typeof useClaimTexts>, kind: Kind): string {
  const known = withExample.find((one) => one === kind);
  return t(`form.examples.${known ?? "default"}`);
}

function Row({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div>
      <label className="c-label" htmlFor={id}>
        {label}
      </label>
      {children}
    </div>
  );
}
