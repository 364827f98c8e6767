import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { postOnce, showProblem } from "../../web/api-client.js";
import { type ExpertProfile, OpenedAccount } from "../api.js";
import { useExpertTexts } from "./texts.js";

/** Opens the account an expert needs to receive offers; the first password is shown once, to be handed over. */
export function OpenAccount({ expert }: { expert: ExpertProfile }) {
  const t = useExpertTexts();
  const id = useId();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [username, setUsername] = useState("");
  const open = useMutation({
    mutationFn: () =>
      postOnce(`/api/experts/${expert.practitionerId}/account`, OpenedAccount, { username: username.trim() }),
    onError: showProblem,
  });
  const close = () => {
    setIsOpen(false);
    // Only now, so that the password stays on the screen until it was read.
    if (open.isSuccess) void queryClient.invalidateQueries({ queryKey: ["experts"] });
  };
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)}>
        {t("page.openAccount")}
      </Button>
      <Modal
        open={isOpen}
        title={t("account.title", { name: expert.name })}
        okText={open.isSuccess ? t("account.close") : t("account.submit")}
        cancelText={t("availability.cancel")}
        okButtonProps={{ loading: open.isPending, disabled: username.trim().length < 3 }}
        cancelButtonProps={{ style: { display: open.isSuccess ? "none" : "" } }}
        mask={{ closable: false }}
        onOk={() => {
          if (open.isSuccess) close();
          else open.mutate();
        }}
        onCancel={close}
      >
        {open.data === undefined ? (
          <div className="c-form-gap">
            <p className="c-quiet">{t("account.note")}</p>
            <div>
              <label className="c-label" htmlFor={id}>
                {t("account.username")}
              </label>
              <Input
                id={id}
                value={username}
                maxLength={64}
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setUsername(event.target.value)}
              />
            </div>
          </div>
        ) : (
          <dl className="c-dl c-form-gap" role="status">
            <div>
              <dt>{t("account.username")}</dt>
              <dd>{open.data.username}</dd>
            </div>
            <div>
              <dt>{t("account.password")}</dt>
              <dd className="c-mono">{open.data.initialPassword}</dd>
              <dd className="c-quiet">{t("account.once")}</dd>
            </div>
          </dl>
        )}
      </Modal>
    </>
  );
}
