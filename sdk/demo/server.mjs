// The demonstration's coffee shop: its pages, and the server behind them. Needs nothing but Node.
//
//   PAY200_GATEWAY=http://127.0.0.1:8200 PAY200_SECRET_KEY=test_sk_... PAY200_CLIENT_KEY=test_ck_... \
//   PAY200_KIOSK_CLIENT_KEY=test_ck_... LISTEN=8300 node sdk/demo/server.mjs
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { confirmPayment, createPayment, makeOrder, menu } from "./shop.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const gateway = process.env.PAY200_GATEWAY;
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "application/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

const api = {
  "/demo/api/orders": makeOrder,
  "/demo/api/payments": createPayment,
  "/demo/api/confirm": confirmPayment,
};

/** The least that a page needs for pay200: script-src, connect-src and frame-src. */
function headers(type, host) {
  // Where the page is the gateway's own (make run), its address is 'self'.
  const pay200 = host && gateway.endsWith(`//${host}`) ? "'self'" : `'self' ${gateway}`;
  return {
    "Content-Type": type,
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      `default-src 'none'; script-src ${pay200}; connect-src ${pay200}; frame-src ${pay200}; ` +
      "style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; " +
      "require-trusted-types-for 'script'; frame-ancestors 'none'",
  };
}

function page(query) {
  const keys = {
    one_line: process.env.PAY200_KIOSK_CLIENT_KEY,
    server_created: process.env.PAY200_CLIENT_KEY,
    server_confirmed: process.env.PAY200_CLIENT_KEY,
  };
  const way = query.get("way") in keys ? query.get("way") : "one_line";
  return readFileSync(join(here, "index.html"), "utf8")
    .replaceAll("{{WAY}}", way)
    .replaceAll("{{CLIENT_KEY}}", keys[way])
    .replaceAll("{{MENU}}", JSON.stringify(menu).replaceAll('"', "&quot;"));
}

/** What demo.js has put into the cookie. */
const languageOf = (request) => (/(^|; )lang=en/.test(request.headers.cookie) ? "en" : "ko");

async function bodyOf(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > 10_000) throw new Error("too long");
  }
  return JSON.parse(text);
}

async function answer(request, response) {
  const url = new URL(request.url, "http://shop");
  const send = (status, type, body) =>
    response.writeHead(status, headers(type, request.headers.host)).end(body);
  const act = api[url.pathname];
  if (act && request.method === "POST") {
    const { status, body } = await act(await bodyOf(request), languageOf(request));
    return send(status, "application/json; charset=utf-8", JSON.stringify(body));
  }
  if (url.pathname === "/demo/") return send(200, types[".html"], page(url.searchParams));
  const path = normalize(join(here, url.pathname.replace(/^\/demo\//, "")));
  const type = types[extname(path)];
  if (!path.startsWith(here) || !type || request.method !== "GET")
    return send(404, "text/plain", "");
  try {
    return send(200, type, readFileSync(path));
  } catch {
    return send(404, "text/plain", "");
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((failed) => {
    console.error(request.method, request.url, failed.message);
    response
      .writeHead(502, headers("application/json"))
      .end(JSON.stringify({ code: "SHOP_ERROR", message: "잠시 후 다시 시도해 주세요." }));
  });
});

const place = process.env.LISTEN ?? "8300";
if (place.startsWith("/")) rmSync(place, { force: true });
server.listen(/^\d+$/.test(place) ? { port: Number(place), host: "127.0.0.1" } : place, () => {
  if (place.startsWith("/")) chmodSync(place, 0o600);
});
process.on("SIGTERM", () => process.exit(0));
