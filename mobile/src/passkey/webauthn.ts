// The device's own side of a passkey, as WebAuthn Level 3 has it: JSON in, JSON out.
import type { components } from "../../../sdk/shared/build/api.ts";

type Schemas = components["schemas"];
type Creation = Schemas["PasskeyCreation"]["publicKey"];
type Request = Schemas["PasskeyAsked"]["publicKey"];

/** Level 3's, which TypeScript's own types do not have in all places yet. */
interface Level3 {
  parseCreationOptionsFromJSON(options: Creation): PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON(options: Request): PublicKeyCredentialRequestOptions;
}

const level3 = (): Level3 | null => {
  const api = (globalThis as { PublicKeyCredential?: Partial<Level3> }).PublicKeyCredential;
  return api?.parseCreationOptionsFromJSON && api.parseRequestOptionsFromJSON
    ? (api as Level3)
    : null;
};

/** An address that is a number, as 127.0.0.1, cannot have passkeys; nor can an old browser. */
export const canUsePasskeys = (): boolean =>
  level3() !== null && !/^[\d.]+$|^\[/.test(location.hostname);

/** `dismissed`: the shopper has put the device's question away, or has no passkey on this device. */
export type Asked<T> = { kind: "given"; credential: T } | { kind: "dismissed" } | { kind: "known" };

async function asked<T>(ask: () => Promise<Credential | null>): Promise<Asked<T>> {
  try {
    const credential = await ask();
    if (!credential) return { kind: "dismissed" };
    return { kind: "given", credential: (credential as PublicKeyCredential).toJSON() as T };
  } catch (thrown) {
    const name = thrown instanceof DOMException ? thrown.name : "";
    return { kind: name === "InvalidStateError" ? "known" : "dismissed" };
  }
}

export const createPasskey = (
  options: Creation,
): Promise<Asked<Schemas["AddPasskey"]["credential"]>> =>
  asked(() =>
    navigator.credentials.create({ publicKey: level3()!.parseCreationOptionsFromJSON(options) }),
  );

export const askPasskey = (
  options: Request,
): Promise<Asked<Schemas["ConfirmByPasskey"]["passkey"]>> =>
  asked(() =>
    navigator.credentials.get({ publicKey: level3()!.parseRequestOptionsFromJSON(options) }),
  );
