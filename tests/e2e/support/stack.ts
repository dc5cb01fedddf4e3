// The whole gateway in a directory of its own, as `make run` starts it.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = join(root, "build/release/bin/pay200-dev");
const patienceMs = 120_000;

export interface Stack {
  baseUrl: string;
  merchant: { id: string; name: string };
  keys: { secret: string; client: string };
  kiosk: { merchant: { id: string; name: string }; keys: { secret: string; client: string } };
  logins: {
    shopper: { loginId: string; password: string; pin: string };
    staff: { loginId: string; password: string; totpSecret: string };
  };
  cards: Record<string, string>;
  acquirers?: { name: string; control: string }[];
  config: string;
  database: string;
  pids: { gateway: number };
  sockets: { postgres: string; sandboxControl: string };
}

/** What var/dev.json says of the running one. */
export const stack = (): Stack =>
  JSON.parse(readFileSync(process.env.PAY200_E2E_DEV_JSON!, "utf8")) as Stack;

/** Below the ports that the system gives to those who ask for any. */
async function freePort(): Promise<number> {
  for (let port = 21_000 + Math.floor(Math.random() * 8_000); ; ++port) {
    const server = createServer();
    const free = await new Promise<boolean>((answer) => {
      server.once("error", () => answer(false));
      server.listen(port, "127.0.0.1", () => answer(true));
    });
    if (!free) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}

/** Returns what ends it, and removes all of it. */
export async function startStack(): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), "pay200-e2e-"));
  const devJson = join(directory, "dev.json");
  // By name: a number cannot have passkeys.
  const port = `${await freePort()}`;
  const arguments_ = ["run", "--host", "localhost", "--port", port, "--var", directory];
  const running = spawn(program, arguments_, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  running.stdout.on("data", (text) => (said += text));
  running.stderr.on("data", (text) => (said += text));
  const ended = new Promise<void>((done) => running.once("exit", () => done()));
  const stop = async () => {
    running.kill("SIGTERM");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + patienceMs;
  while (!said.includes("Ctrl-C") || !existsSync(devJson)) {
    if (running.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`pay200-dev did not start:\n${said}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  process.env.PAY200_E2E_DEV_JSON = devJson;
  return stop;
}
