import { chromium } from "@playwright/test";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args:["--no-sandbox"] });
const which = process.argv[2] ?? "all";
async function page(opts, url){ const c=await b.newContext(opts); const p=await c.newPage(); p.on("console",m=>console.log("console",m.type(),m.text())); p.on("pageerror",e=>console.log("pageerror",e.message)); await p.goto("http://127.0.0.1:18300"+url); await p.waitForTimeout(600); return p; }
const set = (p)=>fetch("http://127.0.0.1:18300/set?p="+p);
const out="/tmp/sdk/shots/";
if(which==="demo"||which==="all"){
 let p=await page({viewport:{width:1280,height:800}},"/demo/"); await p.screenshot({path:out+"demo-1280.png"});
 p=await page({viewport:{width:1280,height:800}},"/demo/?way=server_confirmed&lang=en"); await p.screenshot({path:out+"demo-1280-en.png",fullPage:true});
 p=await page({viewport:{width:390,height:844}},"/demo/"); await p.screenshot({path:out+"demo-390.png",fullPage:true});
}
if(which==="window"||which==="all"){
 for(const [name,opts,lang] of [["d",{viewport:{width:1280,height:800}},""],["dark-en",{viewport:{width:900,height:760},colorScheme:"dark"},"?lang=en"],["m",{viewport:{width:390,height:844},hasTouch:true,isMobile:true},""]]){
  await set("ready"); const p=await page(opts,"/demo/"+lang); await p.click("#pay"); await p.waitForTimeout(1200);
  for(const ph of ["ready","scanned","declined","confirmed","authorizing","unknown","approved"]){ await set(ph); await p.waitForTimeout(ph==="ready"?300:1500); await p.screenshot({path:out+`win-${name}-${ph}.png`}); if(ph==="ready"){ await p.frameLocator("iframe").locator("footer button").last().click(); await p.waitForTimeout(400); await p.screenshot({path:out+`win-${name}-ask.png`}); await p.frameLocator("iframe").locator(".ask .primary").click(); } }
  await p.waitForTimeout(2500); await p.screenshot({path:out+`win-${name}-after.png`});
 }
}
if(which==="docs"||which==="all"){ const p=await page({viewport:{width:1280,height:800}},"/docs/"); await p.waitForTimeout(3000); await p.screenshot({path:out+"docs.png"}); }
await b.close();
