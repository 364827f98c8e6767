import { AwsClient } from "aws4fetch";
import { assertKey, type FileStore } from "./file-store.js";

export interface S3Settings {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const failure = (code: string, message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, { cause }), { code });

/** Files in a bucket of any S3-compatible store (path-style addresses, Signature V4). */
export function s3FileStore(settings: S3Settings): FileStore {
  const client = new AwsClient({ ...settings, service: "s3", retries: 3 });
  const urlOf = (key: string): string => {
    assertKey(key);
    return `${settings.endpoint.replace(/\/$/, "")}/${settings.bucket}/${key}`;
  };
  /** Undefined: no such key. Throws `S3_UNREACHABLE`, `S3_NO_BUCKET` or `S3_FAILED` with the store's status. */
  const call = async (method: string, key: string, body?: Uint8Array): Promise<Response | undefined> => {
    const url = urlOf(key);
    let response: Response;
    try {
      response = await client.fetch(url, {
        method,
        ...(body && { body: body as Uint8Array<ArrayBuffer> }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (cause) {
      throw failure("S3_UNREACHABLE", "the object store cannot be reached", cause);
    }
    if (response.ok) return response;
    const isMissing = response.status === 404;
    // A key and a bucket that do not exist are told apart only by the answer's text.
    if (isMissing && (method === "PUT" || (await response.text()).includes("<Code>NoSuchBucket</Code>")))
      throw failure("S3_NO_BUCKET", "the bucket does not exist");
    if (!isMissing) throw failure("S3_FAILED", `the object store answered ${response.status}`);
    return undefined;
  };
  return {
    async put(key, content) {
      await call("PUT", key, content);
    },
    async get(key) {
      const response = await call("GET", key);
      return response && new Uint8Array(await response.arrayBuffer());
    },
    async delete(key) {
      await call("DELETE", key);
    },
  };
}
