import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Input } from "antd";
import { useId, useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { useIsPhone } from "../../web/hooks/use-media.js";
import { useWords } from "../../web/i18n/index.js";
import { declineCodes, declineReasons } from "../api.js";
import { useDispatchTexts } from "./texts.js";

const noteMax = 500;

/** 谢绝: one tap on a coded reason says no; a note may be written before. From below on a phone, from the side on a desk. */
export function DeclineSheet(props: { offerId: string; isOpen: boolean; onClose: () => void }) {
  const { offerId, isOpen, onClose } = props;
  const t = useDispatchTexts();
  const words = useWords();
  const isPhone = useIsPhone();
  const ids = useId();
  const queryClient = useQueryClient();
  const [note, setNote] = useState<string | undefined>(undefined);
  const decline = useMutation({
    networkMode: "always",
    mutationFn: (code: (typeof declineCodes)[number]) =>
      postOnce(`/api/offers/${offerId}/decline`, Nothing, { code, note: (note ?? "").trim() }),
    onSuccess: () => {
      showDone(t("decline.done"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["offers"] }),
  });
  return (
    <Drawer
      open={isOpen}
      destroyOnHidden
      title={t("decline.title")}
      placement={isPhone ? "bottom" : "right"}
      size={isPhone ? "auto" : 420}
      closable={!decline.isPending}
      mask={{ closable: !decline.isPending }}
      onClose={onClose}
    >
      <div className="d-decline">
        <p className="c-quiet">{t("decline.consequence")}</p>
        {note === undefined ? (
          <Button className="d-more" type="link" onClick={() => setNote("")}>
            {t("decline.addNote")}
          </Button>
        ) : (
          <div>
            <label className="c-label" htmlFor={`${ids}-note`}>
              {t("decline.note")}
            </label>
            <Input.TextArea
              id={`${ids}-note`}
              autoFocus
              value={note}
              onChange={(event) => setNote(event.target.value)}
              maxLength={noteMax}
              autoSize={{ minRows: 2, maxRows: 5 }}
            />
          </div>
        )}
        <ul className="d-decline-reasons" aria-label={t("decline.reasons")}>
          {declineCodes.map((code) => (
            <li key={code}>
              <Button
                block
                size="large"
                loading={decline.isPending && decline.variables === code}
                disabled={decline.isPending}
                onClick={() => decline.mutate(code)}
              >
                {words(declineReasons[code])}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Drawer>
  );
}
