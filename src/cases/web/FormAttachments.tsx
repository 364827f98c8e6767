import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { del, Nothing, showProblem, upload } from "../../web/api-client.js";
import { FileDrop } from "../../web/components/FileDrop.js";
import { AttachmentView } from "../api.js";
import { attachmentTypes } from "../domain/attachment-name.js";
import { AttachmentList } from "./AttachmentList.js";
import { useFormTexts } from "./form-texts.js";

const endings = Object.values(attachmentTypes).flatMap((all) => all.map((ending) => `.${ending}`));
/** As the server's own limit for one upload. */
const maxBytes = 20 * 1024 * 1024;

/** Files of the request: each is sent at once with its progress, and can be taken out while the form is open. */
export function FormAttachments(props: { caseId: string; attachments: readonly AttachmentView[] }) {
  const { caseId, attachments } = props;
  const t = useFormTexts();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["case", caseId], exact: true });
  const remove = useMutation({
    mutationFn: (id: string) => del(`/api/cases/${caseId}/attachments/${id}`, Nothing),
    onError: showProblem,
    onSettled: refresh,
  });
  return (
    <div className="c-stack">
      {attachments.length > 0 && (
        <AttachmentList
          caseId={caseId}
          attachments={attachments}
          more={(one) => (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("attachments.removeOf", { title: one.title })}
              loading={remove.isPending && remove.variables === one.id}
              onClick={() => remove.mutate(one.id)}
            >
              {t("attachments.remove")}
            </Button>
          )}
        />
      )}
      <FileDrop
        label={t("attachments.label")}
        accept={endings}
        kinds={t("attachments.kinds")}
        maxBytes={maxBytes}
        isMultiple
        showsSent={false}
        send={async (file, onProgress) => {
          await upload(`/api/cases/${caseId}/attachments`, AttachmentView, file, { onProgress });
          await refresh();
        }}
      />
      <p className="c-quiet">{t("attachments.hint")}</p>
    </div>
  );
}
