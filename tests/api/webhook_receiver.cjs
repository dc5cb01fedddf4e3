// A shop's server with the standardwebhooks package, as docs/webhooks.md writes it. It answers 204 if
// the package takes what came, and refuses it with any one byte of it changed; else 500, and why.
const http = require("node:http");
const { Webhook } = require("standardwebhooks");

const webhook = new Webhook(process.env.PAY200_WEBHOOK_SECRET);

function refuses(body, headers) {
  try {
    webhook.verify(body, headers);
    return false;
  } catch {
    return true;
  }
}

function complaint(body, headers) {
  webhook.verify(body, headers);
  for (let i = 0; i < body.length; ++i) {
    const changed = Buffer.from(body);
    changed[i] ^= 1;
    if (!refuses(changed, headers)) return `byte ${i} may be changed`;
  }
  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
    if (!refuses(body, { ...headers, [name]: headers[name] + "0" })) return `${name} may be changed`;
  }
  return "";
}

http
  .createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      let why = "";
      try {
        why = complaint(Buffer.concat(chunks), request.headers);
      } catch (error) {
        why = String(error);
      }
      response.writeHead(why ? 500 : 204).end(why);
    });
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
