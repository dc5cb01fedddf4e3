import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { lookWhoIsLoggedIn } from "./account/session.ts";
import { App } from "./app.tsx";
import { startTexts } from "./i18n/i18n.ts";
import { startLook } from "./look.ts";
import "./style/1_base.css";
import "./style/2_controls.css";
import "./style/3_parts.css";
import "./style/4_pages.css";
import "./style/5_payments.css";
import "./style/6_settings.css";
import "./style/7_narrow.css";

startLook();
const looked = lookWhoIsLoggedIn();
await startTexts();
createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
await looked;
