import { PaperClipOutlined, VideoCameraOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useRef, useState } from "react";
import { get, postOnce, showDone, showProblem, upload } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { Countdown } from "../../web/components/Countdown.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ConversationView, FileAdded, type MessageView } from "../api.js";
import "./consultation.css";
import "./talk.css";
import { useTalkTexts } from "./talk-texts.js";

const begun = ["accepted", "in_session", "opinion_signed", "closed"];
const bodyMax = 4000;
const keyOf = (caseId: string) => ["case", caseId, "conversation"] as const;

/** 追问与答复, on the page of a case and on the writing desk: what was asked, the clocks, and the way to a call. */
export function Conversation({ caseId, caseView }: CasePanelProps) {
  const t = useTalkTexts();
  const may = useMay();
  const isShown = begun.includes(caseView.status) && may("conversation.read");
  const talk = useQuery({
    queryKey: keyOf(caseId),
    queryFn: () => get(`/api/cases/${caseId}/conversation`, ConversationView),
    enabled: isShown,
    // Every look is written down; coming back to the window is none, and changes are told by live hints.
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
  const hasNothing =
    talk.data !== undefined &&
    talk.data.messages.length === 0 &&
    !talk.data.may.write &&
    talk.data.mode === "written";
  if (!isShown || hasNothing) return null;
  return (
    <Card title={t("talk.title")}>
      <QueryView query={talk} lines={3}>
        {(view) => <Talk caseId={caseId} view={view} />}
      </QueryView>
    </Card>
  );
}

function Talk({ caseId, view }: { caseId: string; view: ConversationView }) {
  const t = useTalkTexts();
  /** `ask`, `upgrade`, or the id of the question that is being answered. */
  const [open, setOpen] = useState<string | null>(null);
  const questions = view.messages.filter(({ kind }) => kind === "question");
  return (
    <div className="o-talk">
      <UpgradeState caseId={caseId} view={view} />
      {questions.length === 0 && <p className="c-quiet">{t("talk.empty")}</p>}
      <ol className="o-thread">
        {questions.map((question) => (
          <li key={question.id}>
            <Message caseId={caseId} message={question} />
            {view.messages
              .filter(({ repliesTo }) => repliesTo === question.id)
              .map((answer) => (
                <Message key={answer.id} caseId={caseId} message={answer} />
              ))}
            {view.may.write &&
              view.side !== question.side &&
              (open === question.id ? (
                <WriteForm caseId={caseId} question={question} onDone={() => setOpen(null)} />
              ) : (
                <Button
                  type={question.isAnswered ? "default" : "primary"}
                  onClick={() => setOpen(question.id)}
                >
                  {t("talk.answer")}
                </Button>
              ))}
          </li>
        ))}
      </ol>
      {open === "ask" && <WriteForm caseId={caseId} onDone={() => setOpen(null)} />}
      {open === "upgrade" && <ProposeForm caseId={caseId} onDone={() => setOpen(null)} />}
      {open !== "ask" && open !== "upgrade" && (
        <div className="c-actions">
          {view.may.write && <Button onClick={() => setOpen("ask")}>{t("talk.ask")}</Button>}
          {view.may.propose && (
            <Button icon={<VideoCameraOutlined />} onClick={() => setOpen("upgrade")}>
              {t("upgrade.propose")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Message({ caseId, message }: { caseId: string; message: MessageView }) {
  const t = useTalkTexts();
  const { kind, side, authorName, institutionName, body, attachments, dueAt, isAnswered } = message;
  return (
    <article className="o-message" data-kind={kind}>
      <p className="o-message-head">
        <strong>{authorName}</strong>
        <span className="c-quiet">{`${institutionName} · ${t(`talk.${side}`)}`}</span>
        <LocalTime at={message.createdAt} />
        {kind === "question" &&
          (isAnswered ? (
            <StatusTag tone="good">{t("talk.answered")}</StatusTag>
          ) : (
            dueAt !== null && (
              <span>
                {t("talk.due")} <Countdown dueAt={dueAt} soonMinutes={15} />
              </span>
            )
          ))}
      </p>
      <p className="o-lines">{body}</p>
      {attachments.length > 0 && (
        <ul className="o-files" aria-label={t("talk.files")}>
          {attachments.map(({ id, title }) => (
            <li key={id}>
              <a href={`/api/cases/${caseId}/attachments/${id}`} target="_blank" rel="noreferrer">
                <PaperClipOutlined aria-hidden="true" /> {title}
              </a>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

/** A question, or the answer to one, with its files. What could not be sent stays on the page. */
function WriteForm(props: { caseId: string; question?: MessageView; onDone: () => void }) {
  const { caseId, question, onDone } = props;
  const t = useTalkTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const [body, setBody] = useState("");
  const [files, setFiles] = useState<{ attachmentId: string; title: string }[]>([]);
  const add = useMutation({
    mutationFn: (file: File) => upload(`/api/cases/${caseId}/conversation/files`, FileAdded, file),
    onSuccess: (added) => setFiles((before) => [...before, added]),
    onError: showProblem,
  });
  const send = useMutation({
    networkMode: "always",
    mutationFn: () =>
      postOnce(`/api/cases/${caseId}/conversation`, ConversationView, {
        kind: question ? "answer" : "question",
        body: body.trim(),
        repliesTo: question?.id ?? null,
        attachmentIds: files.map(({ attachmentId }) => attachmentId),
      }),
    onSuccess: async (view) => {
      queryClient.setQueryData(keyOf(caseId), view);
      showDone(t("talk.sent"));
      onDone();
      await queryClient.invalidateQueries({ queryKey: ["case", caseId] });
    },
    onError: showProblem,
  });
  return (
    <form
      className="o-field o-write"
      onSubmit={(event) => {
        event.preventDefault();
        if (body.trim() !== "") send.mutate();
      }}
    >
      <label className="c-label" htmlFor={`${ids}-body`}>
        {t(question ? "talk.answerLabel" : "talk.askLabel")}
      </label>
      <Input.TextArea
        id={`${ids}-body`}
        value={body}
        maxLength={bodyMax}
        autoFocus
        autoSize={{ minRows: 3, maxRows: 12 }}
        placeholder={question ? "" : t("talk.askHint")}
        onChange={(event) => setBody(event.target.value)}
      />
      {files.length > 0 && (
        <ul className="o-files" aria-label={t("talk.files")}>
          {files.map(({ attachmentId, title }) => (
            <li key={attachmentId}>
              {title}{" "}
              <Button
                size="small"
                type="text"
                aria-label={t("talk.removeFile", { name: title })}
                onClick={() => setFiles(files.filter((one) => one.attachmentId !== attachmentId))}
              >
                ×
              </Button>
            </li>
          ))}
        </ul>
      )}
      {send.isError && (
        <p className="c-bad" role="alert">
          {t("talk.kept")}
        </p>
      )}
      <input
        ref={chooser}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) add.mutate(file);
          event.target.value = "";
        }}
      />
      <div className="c-actions">
        <Button type="primary" htmlType="submit" loading={send.isPending} disabled={body.trim() === ""}>
          {t(question ? "talk.sendAnswer" : "talk.send")}
        </Button>
        <Button icon={<PaperClipOutlined />} loading={add.isPending} onClick={() => chooser.current?.click()}>
          {t("talk.addFile")}
        </Button>
        <Button onClick={onDone}>{t("talk.cancel")}</Button>
      </div>
    </form>
  );
}

function ProposeForm({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const t = useTalkTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const propose = useMutation({
    networkMode: "always",
    mutationFn: () => postOnce(`/api/cases/${caseId}/upgrade`, ConversationView, { reason: reason.trim() }),
    onSuccess: (view) => {
      queryClient.setQueryData(keyOf(caseId), view);
      showDone(t("upgrade.proposed"));
      onDone();
    },
    onError: showProblem,
  });
  return (
    <form
      className="o-field o-write"
      onSubmit={(event) => {
        event.preventDefault();
        propose.mutate();
      }}
    >
      <label className="c-label" htmlFor={`${ids}-reason`}>
        {t("upgrade.reason")}
      </label>
      <Input
        id={`${ids}-reason`}
        value={reason}
        maxLength={500}
        placeholder={t("upgrade.reasonHint")}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="c-actions">
        <Button type="primary" htmlType="submit" loading={propose.isPending}>
          {t("upgrade.submit")}
        </Button>
        <Button onClick={onDone}>{t("talk.cancel")}</Button>
      </div>
    </form>
  );
}

/** A wish that waits, or the door of the room once both sides want a call. */
function UpgradeState({ caseId, view }: { caseId: string; view: ConversationView }) {
  const t = useTalkTexts();
  const queryClient = useQueryClient();
  const answer = useMutation({
    networkMode: "always",
    mutationFn: (decision: "accept" | "decline" | "withdraw") =>
      postOnce(`/api/cases/${caseId}/upgrade/answer`, ConversationView, { decision }),
    onSuccess: async (next) => {
      queryClient.setQueryData(keyOf(caseId), next);
      await queryClient.invalidateQueries({ queryKey: ["case", caseId] });
    },
    onError: showProblem,
  });
  const pending = view.upgrades.find(({ status }) => status === "proposed");
  if (view.mode === "video" && view.upgrades.some(({ status }) => status === "accepted"))
    return (
      <div className="o-upgrade" data-tone="good">
        <strong>{t("upgrade.accepted")}</strong>
        <AppLink className="o-door" to={`/room/${caseId}`}>
          <VideoCameraOutlined aria-hidden="true" /> {t("upgrade.room")}
        </AppLink>
      </div>
    );
  if (!pending) return null;
  return (
    <div className="o-upgrade" role="status">
      <strong>
        {pending.isMine ? t("upgrade.waitingMine") : t("upgrade.waiting", { name: pending.proposerName })}
      </strong>
      {pending.reason !== "" && <span className="o-lines">{pending.reason}</span>}
      <div className="c-actions">
        {view.may.answerUpgrade && (
          <>
            <Button type="primary" loading={answer.isPending} onClick={() => answer.mutate("accept")}>
              {t("upgrade.accept")}
            </Button>
            <Button disabled={answer.isPending} onClick={() => answer.mutate("decline")}>
              {t("upgrade.decline")}
            </Button>
          </>
        )}
        {view.may.withdrawUpgrade && (
          <Button disabled={answer.isPending} onClick={() => answer.mutate("withdraw")}>
            {t("upgrade.withdraw")}
          </Button>
        )}
      </div>
    </div>
  );
}
