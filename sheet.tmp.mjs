import { chromium } from "@playwright/test";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args:["--no-sandbox"] });
const p = await b.newPage({viewport:{width:+(process.argv[4]??1760),height:+(process.argv[5]??1280)}});
await p.goto("file://"+process.argv[2]); await p.screenshot({path:process.argv[3]}); await b.close();
