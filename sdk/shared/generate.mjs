// The API's types, from the document that the gateway serves: build/api.ts.
// Only if the document has changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const document = new URL("../../fcgi-app/openapi.json", import.meta.url);
const types = new URL("./build/api.ts", import.meta.url);

const text =
  "// Made of fcgi-app/openapi.json by generate.mjs.\n" +
  astToString(await openapi(document, { alphabetize: false }));
if (!existsSync(types) || readFileSync(types, "utf8") !== text) {
  mkdirSync(new URL(".", types), { recursive: true });
  writeFileSync(types, text);
}
