// A shop's page on an origin of its own, under the policy that a test gives it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

type PolicyHeader = "Content-Security-Policy" | "Content-Security-Policy-Report-Only";

export interface ShopPage {
  origin: string;
  /** The page's markup, and its policy: enforced, or only reported. */
  serve(html: string, policy?: string, header?: PolicyHeader): void;
  close(): Promise<void>;
}

export async function openShop(): Promise<ShopPage> {
  let page = { html: "", policy: "", header: "Content-Security-Policy" };
  const server: Server = createServer((request, response) => {
    if (request.url === "/favicon.ico") return void response.writeHead(204).end();
    const script = /^\/script\.js/.test(request.url ?? "");
    response.writeHead(200, {
      "Content-Type": script ? "application/javascript" : "text/html; charset=utf-8",
      ...(page.policy && { [page.header]: page.policy }),
    });
    response.end(script ? "" : page.html);
  });
  for (let port = 20_100; ; ++port) {
    const listening = await new Promise<boolean>((done) => {
      server.once("error", () => done(false));
      server.listen(port, "127.0.0.1", () => done(true));
    });
    if (listening) break;
  }
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve: (html, policy = "", header = "Content-Security-Policy") =>
      void (page = { html, policy, header }),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
