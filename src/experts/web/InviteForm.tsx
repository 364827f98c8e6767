import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { postOnce, showProblem } from "../../web/api-client.js";
import { useInstitutions, useIsOperator } from "../../web/institutions.js";
import { useSession } from "../../web/session.js";
import { Invited } from "../api/membership.js";
import { useMembershipTexts } from "./membership-texts.js";

/** Makes an invitation's link, shown once, to be handed over. A hospital invites for itself. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const t = useMembershipTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const isOperator = useIsOperator();
  const { institution } = useSession();
  const institutions = useInstitutions();
  const [name, setName] = useState("");
  const [departmentName, setDepartmentName] = useState("");
  const [chosen, setChosen] = useState<string>();
  const organizationId = isOperator ? chosen : institution.id;
  const invite = useMutation({
    mutationFn: () =>
      postOnce("/api/memberships/invitations", Invited, {
        organizationId,
        name: name.trim(),
        departmentName,
      }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const link = invite.data && `${location.origin}${invite.data.path}`;
  return (
    <Modal
      open
      title={t("inviteForm.title")}
      okText={link === undefined ? t("inviteForm.submit") : t("inviteForm.close")}
      cancelText={t("change.cancel")}
      okButtonProps={{
        loading: invite.isPending,
        disabled: link === undefined && (name.trim().length < 2 || organizationId === undefined),
      }}
      cancelButtonProps={{ style: { display: link === undefined ? "" : "none" } }}
      mask={{ closable: false }}
      onOk={() => {
        if (link === undefined) invite.mutate();
        else onClose();
      }}
      onCancel={onClose}
    >
      {link === undefined ? (
        <div className="c-form-gap">
          <p className="c-quiet">{t("inviteForm.note")}</p>
          {isOperator && (
            <div>
              <label className="c-label" htmlFor={`${ids}-hospital`}>
                {t("inviteForm.institution")}
              </label>
              <Select
                id={`${ids}-hospital`}
                style={{ width: "100%" }}
                value={chosen ?? null}
                showSearch={{ optionFilterProp: "label" }}
                options={(institutions ?? [])
                  .filter(({ kind }) => kind === "hospital")
                  .map(({ id, name: label }) => ({ value: id, label }))}
                onChange={(id: string) => setChosen(id)}
              />
            </div>
          )}
          <div>
            <label className="c-label" htmlFor={`${ids}-name`}>
              {t("inviteForm.name")}
            </label>
            <Input
              id={`${ids}-name`}
              value={name}
              maxLength={50}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <div>
            <label className="c-label" htmlFor={`${ids}-department`}>
              {t("inviteForm.department")}
            </label>
            <Input
              id={`${ids}-department`}
              value={departmentName}
              maxLength={100}
              onChange={(event) => setDepartmentName(event.target.value)}
            />
          </div>
        </div>
      ) : (
        <div className="c-form-gap" role="status">
          <div>
            <label className="c-label" htmlFor={`${ids}-link`}>
              {t("inviteForm.link")}
            </label>
            <Input id={`${ids}-link`} readOnly value={link} onFocus={(event) => event.target.select()} />
          </div>
          <p className="c-quiet">{t("inviteForm.once")}</p>
        </div>
      )}
    </Modal>
  );
}
