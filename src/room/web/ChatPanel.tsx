import { PaperClipOutlined, SendOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { get, postOnce, showDone, showProblem, upload } from "../../web/api-client.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { MessageList, MessageSent } from "../api.js";
import { useRoomTexts } from "./texts.js";

export const messagesKey = (caseId: string) => ["case", caseId, "room-messages"] as const;

/** What is written and sent in the room; it stays with the case. */
export function ChatPanel({ caseId }: { caseId: string }) {
  const t = useRoomTexts();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const url = `/api/cases/${caseId}/room`;
  const messages = useQuery({
    queryKey: messagesKey(caseId),
    queryFn: () => get(`${url}/messages`, MessageList),
    refetchOnWindowFocus: false,
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: messagesKey(caseId) });
  const send = useMutation({
    mutationFn: (words: string) => postOnce(`${url}/messages`, MessageSent, { text: words }),
    onSuccess: () => setText(""),
    onError: showProblem,
    onSettled: refresh,
  });
  const sendFile = useMutation({
    mutationFn: (chosen: File) =>
      upload(`${url}/files`, MessageSent, chosen, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: () => showDone(t("chat.sent")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
  });
  const count = messages.data?.items.length ?? 0;
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [count]);
  const words = text.trim();
  return (
    <div className="r-chat">
      <QueryView query={messages} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("chat.empty")} />
          ) : (
            <ol ref={list} className="r-messages" tabIndex={0} aria-label={t("tabs.chat")}>
              {items.map((one) => (
                <li key={one.sequence} data-mine={one.isMine ? "" : undefined}>
                  <p className="c-quiet">
                    {one.senderName} <LocalTime at={one.sentAt} />
                  </p>
                  {one.text !== "" && <p>{one.text}</p>}
                  {one.attachment && (
                    <a
                      href={`/api/cases/${caseId}/attachments/${one.attachment.id}`}
                      target="_blank"
                      rel="noreferrer"
                      aria-label={t("chat.open", { title: one.attachment.title })}
                    >
                      {one.attachment.mediaType.startsWith("image/") &&
                      one.attachment.mediaType !== "image/dicom" ? (
                        <img
                          src={`/api/cases/${caseId}/attachments/${one.attachment.id}`}
                          alt={one.attachment.title}
                          loading="lazy"
                        />
                      ) : (
                        one.attachment.title
                      )}
                    </a>
                  )}
                </li>
              ))}
            </ol>
          )
        }
      </QueryView>
      <form
        className="r-write"
        onSubmit={(event) => {
          event.preventDefault();
          if (words !== "" && !send.isPending) send.mutate(words);
        }}
      >
        <Input.TextArea
          value={text}
          maxLength={2000}
          autoSize={{ minRows: 1, maxRows: 4 }}
          aria-label={t("chat.write")}
          placeholder={t("chat.write")}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={(event) => {
            if (event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            if (words !== "" && !send.isPending) send.mutate(words);
          }}
        />
        <input
          ref={file}
          type="file"
          hidden
          tabIndex={-1}
          aria-label={t("chat.file")}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen) sendFile.mutate(chosen);
          }}
        />
        <Button
          icon={<PaperClipOutlined />}
          aria-label={t("chat.file")}
          loading={sendFile.isPending}
          onClick={() => file.current?.click()}
        />
        <Button
          type="primary"
          htmlType="submit"
          icon={<SendOutlined />}
          disabled={words === ""}
          loading={send.isPending}
        >
          {t("chat.send")}
        </Button>
      </form>
    </div>
  );
}
