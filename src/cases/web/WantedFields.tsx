import { useQuery } from "@tanstack/react-query";
import { Radio, Select } from "antd";
import { Suspense, useState } from "react";
import { ExpertList } from "../../experts/api.js";
import { SpecialtyList } from "../../terminology/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import type { RequestPanel } from "../../web/case-slots.js";
import type { CaseView, RequestDraft } from "../api.js";
import { FormField, fieldId } from "./FormField.js";
import { useFormTexts } from "./form-texts.js";
import type { FieldsProps } from "./form-props.js";

/** Mode, specialty, title and, if wanted, one expert by name. */
export function WantedFields(
  props: FieldsProps & { draft: RequestDraft; panel: RequestPanel; namedExpert: CaseView["namedExpert"] },
) {
  const { form, change, problemOf } = props;
  const t = useFormTexts();
  return (
    <div className="cases-wanted">
      <FormField path="mode" label={t("wanted.mode")} isGroup problem={problemOf("mode")}>
        <Radio.Group
          value={form.wantsPanel ? "panel" : form.mode}
          onChange={(event) => {
            const mode = event.target.value as "written" | "video" | "panel";
            change(
              mode === "panel"
                ? { mode: "video", wantsPanel: true }
                : { mode, wantsPanel: false, panelSpecialtyCodes: [] },
            );
          }}
          options={(["written", "video", "panel"] as const).map((mode) => ({
            value: mode,
            label: (
              <>
                {t(`wanted.${mode}`)} <span className="c-quiet">{t(`wanted.${mode}Note`)}</span>
              </>
            ),
          }))}
        />
      </FormField>
      <FormField path="liabilityClass" label={t("wanted.service")} isGroup>
        <Radio.Group
          value={form.liabilityClass}
          onChange={(event) => change({ liabilityClass: event.target.value as typeof form.liabilityClass })}
          options={(["consult", "diagnosis"] as const).map((kind) => ({
            value: kind,
            label: (
              <>
                {t(`wanted.${kind}`)} <span className="c-quiet">{t(`wanted.${kind}Note`)}</span>
              </>
            ),
          }))}
        />
      </FormField>
      <FormField path="wantedTitleRank" label={t("wanted.title")} isGroup>
        <Radio.Group
          value={form.wantedTitleRank}
          onChange={(event) => change({ wantedTitleRank: event.target.value as typeof form.wantedTitleRank })}
          options={(["any", "associate", "senior"] as const).map((rank) => ({
            value: rank,
            label: t(`wanted.${rank}`),
          }))}
        />
      </FormField>
      {form.wantsPanel ? <PanelField {...props} /> : <SpecialtyField {...props} />}
      <ExpertField {...props} />
    </div>
  );
}

/** All 诊疗科目 as options; the search looks at names, codes and what stands above. */
function useSpecialtyOptions() {
  const specialties = useQuery({
    queryKey: ["terms", "specialties"],
    queryFn: () => get("/api/terms/specialties", SpecialtyList),
    staleTime: Infinity,
    meta: { still: true },
  });
  const options = (specialties.data?.items ?? []).map(({ code, name, path }) => ({
    value: code,
    text: [...path, name, code].join(" "),
    label: path.length === 0 ? name : `${path.at(-1) ?? ""} › ${name}`,
  }));
  return { options, isPending: specialties.isPending, isError: specialties.isError };
}

const holdsWords = (input: string, option: { text: string } | undefined): boolean =>
  input
    .trim()
    .split(/\s+/)
    .every((word) => option?.text.includes(word) === true);

/** The two to five specialties of a multidisciplinary consultation, and who the system thinks should sit there. */
function PanelField(props: FieldsProps & { draft: RequestDraft; panel: RequestPanel }) {
  const { form, change, problemOf, draft, panel: Panel } = props;
  const t = useFormTexts();
  const specialties = useSpecialtyOptions();
  return (
    <FormField
      path="panelSpecialtyCodes"
      label={t("wanted.panelSpecialties")}
      hint={t("wanted.panelHint")}
      problem={problemOf("panelSpecialtyCodes")}
    >
      <Select
        id={fieldId("panelSpecialtyCodes")}
        className="cases-wide"
        mode="multiple"
        maxCount={5}
        value={form.panelSpecialtyCodes}
        onChange={(codes: string[]) => change({ panelSpecialtyCodes: codes })}
        showSearch={{ filterOption: holdsWords }}
        options={specialties.options}
        loading={specialties.isPending}
        placeholder={t("wanted.panelPlaceholder")}
        notFoundContent={specialties.isError ? t("wanted.searchFailed") : t("wanted.specialtyNone")}
      />
      <Suspense fallback={null}>
        <Panel draft={draft} take={(codes) => change({ panelSpecialtyCodes: [...codes] })} />
      </Suspense>
    </FormField>
  );
}

function SpecialtyField({ form, change, problemOf }: FieldsProps) {
  const t = useFormTexts();
  const specialties = useSpecialtyOptions();
  return (
    <FormField
      path="wantedSpecialtyCode"
      label={t("wanted.specialty")}
      problem={problemOf("wantedSpecialtyCode")}
    >
      <Select
        id={fieldId("wantedSpecialtyCode")}
        className="cases-wide"
        value={form.wantedSpecialtyCode}
        onChange={(code: string | undefined) => change({ wantedSpecialtyCode: code ?? null })}
        allowClear
        showSearch={{ filterOption: holdsWords }}
        options={specialties.options}
        loading={specialties.isPending}
        placeholder={t("wanted.specialtyPlaceholder")}
        notFoundContent={specialties.isError ? t("wanted.searchFailed") : t("wanted.specialtyNone")}
      />
    </FormField>
  );
}

function ExpertField(props: FieldsProps & { namedExpert: CaseView["namedExpert"] }) {
  const { form, change, problemOf, namedExpert } = props;
  const t = useFormTexts();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(
    form.namedPractitionerRoleId === null || namedExpert === null
      ? undefined
      : {
          value: form.namedPractitionerRoleId,
          label: `${namedExpert.name}，${namedExpert.departmentName}，${namedExpert.institutionName}`,
          disabled: false,
          detail: "",
        },
  );
  const q = useDebounced(typed.trim());
  const experts = useQuery({
    queryKey: ["experts", { q, forRequest: true }],
    queryFn: ({ signal }) =>
      get(withQuery("/api/experts", { q, status: "active", limit: 20 }), ExpertList, { signal }),
    enabled: q !== "",
    meta: { still: true },
  });
  // Only what answers the text on the screen may be chosen.
  const isAnswered = q !== "" && typed.trim() === q && !experts.isPending;
  const found = (isAnswered ? (experts.data?.items ?? []) : []).map((one) => ({
    value: one.practitionerRoleId,
    label: `${one.name}，${one.departmentName}，${one.institutionName}`,
    disabled: !one.hasAccount,
    detail: [one.titleName ?? "", one.hasAccount ? "" : t("wanted.noAccount")].filter(Boolean).join(" · "),
  }));
  const known = found.find(({ value }) => value === form.namedPractitionerRoleId) ?? chosen;
  return (
    <FormField
      path="namedPractitionerRoleId"
      label={t("wanted.expert")}
      hint={t("wanted.expertHint")}
      problem={problemOf("namedPractitionerRoleId")}
    >
      <Select
        id={fieldId("namedPractitionerRoleId")}
        className="cases-wide"
        value={form.namedPractitionerRoleId}
        onChange={(value: string | undefined) => {
          setChosen(found.find((one) => one.value === value));
          change({ namedPractitionerRoleId: value ?? null });
          setTyped("");
        }}
        allowClear
        showSearch={{ searchValue: typed, onSearch: setTyped, filterOption: false }}
        options={typed.trim() !== "" || known === undefined ? found : [known]}
        optionRender={({ data, label }) => (
          <span className="cases-option">
            <span>{label}</span>
            <span className="c-quiet">{data.detail}</span>
          </span>
        )}
        loading={experts.isFetching}
        placeholder={t("wanted.expertPlaceholder")}
        notFoundContent={
          typed.trim() === ""
            ? null
            : !isAnswered
              ? t("searching")
              : t(experts.isError ? "wanted.searchFailed" : "wanted.expertNone")
        }
      />
    </FormField>
  );
}
