import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Modal } from "antd";
import { useState } from "react";
import { Nothing, put, showDone, showProblem } from "../../web/api-client.js";
import { useWords } from "../../web/i18n/index.js";
import { type AccountView, roleNames, roles, type Role } from "../api.js";
import { useAdminTexts } from "./admin-texts.js";

const separated: readonly Role[] = ["system_admin", "security_admin", "audit_admin"];

/** Ticks are the whole of a person's rights. Of the three administrators only one can be ticked. */
export function GrantRoles({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const t = useAdminTexts();
  const words = useWords();
  const queryClient = useQueryClient();
  const [held, setHeld] = useState<readonly Role[]>(account.roles);
  const save = useMutation({
    mutationFn: () => put(`/api/accounts/${account.personId}/roles`, Nothing, { roles: held }),
    onSuccess: () => {
      showDone(t("grant.done", { name: account.name }));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
  const administration = held.find((role) => separated.includes(role));
  return (
    <Modal
      open
      title={t("grant.title", { name: account.name })}
      okText={t("grant.submit")}
      cancelText={t("grant.cancel")}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <p className="c-quiet">{t("grant.note")}</p>
      <fieldset className="c-fieldset" style={{ margin: "16px 0" }}>
        <legend className="c-sr-only">{t("grant.legend")}</legend>
        <div className="c-check-grid">
          {roles.map((role) => (
            <Checkbox
              key={role}
              checked={held.includes(role)}
              disabled={separated.includes(role) && administration !== undefined && administration !== role}
              onChange={(event) =>
                setHeld(event.target.checked ? [...held, role] : held.filter((one) => one !== role))
              }
            >
              {words(roleNames[role])}
            </Checkbox>
          ))}
        </div>
      </fieldset>
    </Modal>
  );
}
