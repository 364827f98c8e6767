import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { type ReactNode, useId, useState } from "react";
import { Nothing, put, showDone, showProblem } from "../../web/api-client.js";
import { SpecialtySelect } from "../../web/components/SpecialtySelect.js";
import { ApplicationForm, type MembershipView } from "../api/membership.js";
import { useMembershipTexts } from "./membership-texts.js";

/** The office completes what the applicant left out. */
export function ApplicationEditor({
  membership,
  onClose,
}: {
  membership: MembershipView;
  onClose: () => void;
}) {
  const t = useMembershipTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(membership.application);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const parsed = ApplicationForm.safeParse(form);
  const save = useMutation({
    mutationFn: (application: ApplicationForm) =>
      put(`/api/memberships/${membership.membershipId}/application`, Nothing, application),
    onSuccess: () => {
      showDone(t("editForm.saved"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const problemOf = (key: string): string =>
    parsed.success ? "" : (parsed.error.issues.find(({ path }) => path[0] === key)?.message ?? "");
  const field = (key: string, label: string, control: ReactNode) => (
    <div>
      <label className="c-label" htmlFor={`${ids}-${key}`}>
        {label}
      </label>
      {control}
      <p className="c-field-problem">{problemOf(key)}</p>
    </div>
  );
  const input = (key: "name" | "departmentName" | "titleText", label: string, most: number) =>
    field(
      key,
      label,
      <Input
        id={`${ids}-${key}`}
        value={form[key]}
        maxLength={most}
        onChange={(event) => change({ [key]: event.target.value })}
      />,
    );
  return (
    <Modal
      open
      title={t("editForm.title")}
      okText={t("editForm.save")}
      cancelText={t("change.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !parsed.success }}
      mask={{ closable: false }}
      onOk={() => {
        if (parsed.success) save.mutate(parsed.data);
      }}
      onCancel={onClose}
    >
      <div className="c-membership-form c-form-gap">
        {input("name", t("editForm.name"), 50)}
        {input("departmentName", t("editForm.department"), 100)}
        {input("titleText", t("page.title"), 100)}
        {field(
          "specialtyCodes",
          t("editForm.specialties"),
          <SpecialtySelect
            id={`${ids}-specialtyCodes`}
            isMultiple
            width="100%"
            label={t("editForm.specialties")}
            value={form.specialtyCodes}
            onChange={(specialtyCodes) => change({ specialtyCodes })}
          />,
        )}
        {field(
          "licenceNumber",
          t("page.licence"),
          <Input
            id={`${ids}-licenceNumber`}
            value={form.licenceNumber ?? ""}
            maxLength={15}
            inputMode="numeric"
            onChange={(event) =>
              change({ licenceNumber: event.target.value.trim() === "" ? null : event.target.value.trim() })
            }
          />,
        )}
        {field(
          "independentSinceOn",
          t("page.since"),
          <input
            id={`${ids}-independentSinceOn`}
            type="date"
            value={form.independentSinceOn ?? ""}
            onChange={(event) =>
              change({ independentSinceOn: event.target.value === "" ? null : event.target.value })
            }
          />,
        )}
        {field(
          "skillsText",
          t("page.skills"),
          <Input.TextArea
            id={`${ids}-skillsText`}
            value={form.skillsText}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={(event) => change({ skillsText: event.target.value })}
          />,
        )}
      </div>
    </Modal>
  );
}
