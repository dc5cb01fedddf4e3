import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { lookWhoIsLoggedIn } from "./account/session.ts";
import { App } from "./app.tsx";
import { startTexts } from "./i18n/i18n.ts";
import { startLook } from "./look.ts";
import "./style/1_base.css";
import "./style/2_parts.css";
import "./style/3_pages.css";

startLook();
const looked = lookWhoIsLoggedIn();
await startTexts();
createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
await looked;
