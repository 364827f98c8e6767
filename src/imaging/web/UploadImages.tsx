import { CloudUploadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress as Bar } from "antd";
import { type DragEvent, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { del, get, Nothing, showDone, showProblem } from "../../web/api-client.js";
import { useWords } from "../../web/i18n/index.js";
import { IntakeDetail, type IntakeView } from "../api.js";
import { IntakeResult } from "./IntakeResult.js";
import { announce, finish, pairUp, type Progress, sendParts } from "./send-files.js";
import { useImagingTexts } from "./texts.js";

/** Files below a dropped folder, folder by folder. */
async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile)
    return [
      await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    ];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesOf(one)));
  }
}

async function dropped(event: DragEvent): Promise<File[]> {
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...event.dataTransfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return files;
  return (await Promise.all(entries.filter((entry) => entry !== null).map(filesOf))).flat();
}

type Step =
  | { readonly name: "idle" }
  | { readonly name: "preparing" }
  | { readonly name: "sending"; readonly progress: Progress }
  | { readonly name: "judging"; readonly intakeId: string };

/** 上传影像: takes files and folders, shows how far they are, and says of each one that was not taken why. */
export function UploadImages(props: { caseId: string; intakes: readonly IntakeView[] }) {
  const { caseId, intakes } = props;
  const t = useImagingTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [step, setStep] = useState<Step>({ name: "idle" });
  const [isOver, setIsOver] = useState(false);
  const [resuming, setResuming] = useState<string>();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const abort = useRef<AbortController>(undefined);
  const isSending = step.name === "preparing" || step.name === "sending";

  useEffect(() => {
    // The attribute is not part of React's types.
    folder.current?.setAttribute("webkitdirectory", "");
    return () => abort.current?.abort();
  }, []);
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isSending]);

  const refresh = () => queryClient.invalidateQueries({ queryKey: ["case", caseId] });
  const take = async (chosen: readonly File[]) => {
    const given = chosen.filter(({ size }) => size > 0);
    if (given.length === 0 || isSending) return;
    const controller = new AbortController();
    abort.current = controller;
    setStep({ name: "preparing" });
    try {
      const intake =
        resuming === undefined
          ? await announce(caseId, given)
          : await get(`/api/cases/${caseId}/imaging/intakes/${resuming}`, IntakeDetail);
      const pairs = await pairUp(intake, given);
      const missing = intake.files.filter(
        ({ id, receivedBytes, sizeBytes }) =>
          receivedBytes < sizeBytes && !pairs.some((pair) => pair.id === id),
      );
      if (missing.length > 0 && resuming !== undefined)
        showDone(t("upload.notAgain", { count: missing.length }));
      await sendParts(
        caseId,
        intake,
        pairs,
        (progress) => setStep({ name: "sending", progress }),
        controller.signal,
      );
      await finish(caseId, intake.id);
      setResuming(undefined);
      setStep({ name: "judging", intakeId: intake.id });
    } catch (error) {
      setStep({ name: "idle" });
      if (!controller.signal.aborted) showProblem(error);
      void refresh();
    }
  };

  const broken = isSending ? undefined : intakes.find(({ status }) => status === "receiving");
  // What a PACS gives, or what was sent from another window, is shown here as well.
  const working =
    step.name === "judging"
      ? step.intakeId
      : isSending
        ? undefined
        : intakes.find(({ status }) => status === "waiting" || status === "working")?.id;
  return (
    <div className="im-upload">
      {broken && (
        <Broken
          caseId={caseId}
          intakeId={broken.id}
          onResume={() => {
            setResuming(broken.id);
            files.current?.click();
          }}
          onGone={refresh}
        />
      )}
      {isSending ? (
        <div className="im-sending" role="status">
          <SendingLine step={step} />
          <Button size="small" onClick={() => abort.current?.abort()}>
            {t("upload.stop")}
          </Button>
        </div>
      ) : (
        <div
          className="c-drop"
          data-over={isOver ? "" : undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setIsOver(false);
            setResuming(undefined);
            dropped(event).then(take, showProblem);
          }}
        >
          <CloudUploadOutlined aria-hidden="true" />
          <span className="c-label" id={`${ids}-label`}>
            {t("upload.label")}
          </span>
          <span className="im-choose">
            {t("upload.drop")}
            <Button size="small" aria-describedby={`${ids}-label`} onClick={() => files.current?.click()}>
              {t("upload.files")}
            </Button>
            <Button size="small" aria-describedby={`${ids}-label`} onClick={() => folder.current?.click()}>
              {t("upload.folder")}
            </Button>
          </span>
          <span className="c-quiet">{t("upload.limits")}</span>
        </div>
      )}
      <input
        ref={files}
        type="file"
        hidden
        multiple
        aria-label={t("upload.files")}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          event.target.value = "";
          void take(chosen);
        }}
      />
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        aria-label={t("upload.folder")}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          event.target.value = "";
          void take(chosen);
        }}
      />
      {working !== undefined && <Judging key={working} caseId={caseId} intakeId={working} onDone={refresh} />}
    </div>
  );
}

function SendingLine({ step }: { step: Step }) {
  const t = useImagingTexts();
  if (step.name !== "sending") return <span>{t("upload.preparing")}</span>;
  const { sentBytes, allBytes, doneFiles, files, isOffline } = step.progress;
  const percent = allBytes === 0 ? 0 : Math.floor((sentBytes / allBytes) * 100);
  return (
    <div className="im-progress">
      <Bar percent={percent} showInfo={false} size="small" aria-label={t("upload.title")} />
      <span className="c-num">{t("upload.sending", { percent, done: doneFiles, count: files })}</span>
      {isOffline && <span className="c-bad">{t("upload.offline")}</span>}
    </div>
  );
}

/** An upload that was cut off, by a reload or a closed lid: it can go on, or be given up. */
function Broken(props: { caseId: string; intakeId: string; onResume: () => void; onGone: () => unknown }) {
  const { caseId, intakeId, onResume, onGone } = props;
  const t = useImagingTexts();
  const path = `/api/cases/${caseId}/imaging/intakes/${intakeId}`;
  const intake = useQuery({
    queryKey: ["case", caseId, "imaging", "intake", intakeId],
    queryFn: () => get(path, IntakeDetail),
    staleTime: 0,
  });
  if (intake.data?.status !== "receiving") return null;
  const { files } = intake.data;
  const received = files.filter((one) => one.receivedBytes === one.sizeBytes).length;
  return (
    <div className="c-notice-line">
      <span>{t("upload.broken", { received, count: files.length })}</span>
      <Button size="small" type="primary" onClick={onResume}>
        {t("upload.resume")}
      </Button>
      <Button
        size="small"
        onClick={() =>
          void del(path, Nothing).then(
            () => {
              showDone(t("upload.abandoned"));
              return onGone();
            },
            (error: unknown) => showProblem(error),
          )
        }
      >
        {t("upload.abandon")}
      </Button>
    </div>
  );
}

/** What a node is judging or fetching, once a second, and at the end what became of it. */
function Judging(props: { caseId: string; intakeId: string; onDone: () => unknown }) {
  const { caseId, intakeId, onDone } = props;
  const t = useImagingTexts();
  const words = useWords();
  const [isDismissed, setIsDismissed] = useState(false);
  const intake = useQuery({
    queryKey: ["case", caseId, "imaging", "intake", intakeId],
    queryFn: () => get(`/api/cases/${caseId}/imaging/intakes/${intakeId}`, IntakeDetail),
    refetchInterval: ({ state }) =>
      state.data && ["done", "failed", "abandoned"].includes(state.data.status) ? false : 1_000,
  });
  const status = intake.data?.status;
  const isEnded = status === "done" || status === "failed";
  const tellDone = useEffectEvent(onDone);
  // Once, when it has ended.
  useEffect(() => {
    if (isEnded) void tellDone();
  }, [isEnded]);
  if (!intake.data || isDismissed) return null;
  const { outcomes, total, source, failure } = intake.data;
  const seen = outcomes.kept + outcomes.attached + outcomes.duplicate + outcomes.refused;
  if (!isEnded)
    return (
      <p role="status" className="c-num">
        {source === "pacs"
          ? t("upload.fetching", { seen, total: Math.max(seen, total) })
          : total > seen
            ? t("upload.judgingOf", { seen, total })
            : t("upload.judging", { seen })}
      </p>
    );
  return (
    <div className="im-result">
      {failure && <p className="c-bad">{t("upload.failed", { why: words(failure) })}</p>}
      <IntakeResult intake={intake.data} />
      <Button size="small" onClick={() => setIsDismissed(true)}>
        {t("upload.dismiss")}
      </Button>
    </div>
  );
}
