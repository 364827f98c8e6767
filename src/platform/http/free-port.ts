import { createServer } from "node:net";

/** The port is in use, or this user may not open it. The message says which and how to mend it, in both languages. */
export class PortTakenError extends Error {
  override name = "PortTakenError";
}

/**
 * Resolves when `port` of `host` can be listened on now; 0 always can. Asked before anything is opened or seeded: somebody
 * else may still take it meanwhile, so listening itself has to be prepared to fail.
 */
export async function assertPortIsFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

/** What Node says about a port in the words of the person who starts the server; anything else unchanged. */
export function portError(error: unknown, port: number): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new PortTakenError(
      `端口 ${port} 已被占用：请停止占用它的程序，或用 PORT=其他端口 重新启动。Port ${port} is in use: stop what uses it, or start with another PORT.`,
    );
  if (code === "EACCES")
    return new PortTakenError(
      `没有权限监听端口 ${port}：请用 1024 以上的 PORT。Not allowed to listen on port ${port}: use a PORT above 1024.`,
    );
  return error as Error;
}
