// What this machine and its browser need at least: the same cameras and codecs on pages that do nothing else, with a server that
// only passes messages on. Ours is compared with it in the same run, so that a busy machine is busy for both.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

function startBareServer() {
  const page = readFileSync(new URL("bare.html", import.meta.url));
  const server = createServer((_request, reply) => {
    reply.setHeader("content-type", "text/html");
    reply.end(page);
  });
  const people = new Map();
  let count = 0;
  new WebSocketServer({ server }).on("connection", (socket) => {
    const id = `p${++count}`;
    socket.send(JSON.stringify({ people: [...people.keys()] }));
    people.set(id, socket);
    socket.on("message", (data) => {
      const { to, ...message } = JSON.parse(data);
      people.get(to)?.send(JSON.stringify({ ...message, from: id }));
    });
    socket.on("close", () => {
      people.delete(id);
      for (const one of people.values()) one.send(JSON.stringify({ left: id }));
    });
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve({ server, port: server.address().port })),
  );
}

/** Milliseconds to the first picture of the last of `others`, from the channel's opening and from the beginning; one value a round. */
export async function measureBare(browser, others, rounds) {
  const { server, port } = await startBareServer();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const enter = async (page) => {
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.evaluate(() => openCamera());
    await page.evaluate((url) => join(url), `ws://127.0.0.1:${port}/`);
  };
  const pages = [];
  for (let n = 0; n < others; n++) {
    pages.push(await context.newPage());
    await enter(pages[n]);
    await pages[n].waitForFunction((count) => frames.length >= count, n, { polling: 20 });
  }
  const newcomer = await context.newPage();
  const results = [];
  for (let n = 0; n < rounds; n++) {
    await enter(newcomer);
    await newcomer.waitForFunction((count) => frames.length >= count, others, { polling: 20 });
    results.push(await newcomer.evaluate((at) => frames[at], others - 1));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await context.close();
  server.close();
  return results;
}
