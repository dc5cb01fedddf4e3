// The API reference, made from /openapi.json by Scalar. Nothing is asked of another host.
Scalar.createApiReference("#reference", {
  url: "/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
  theme: "default",
  metaData: { title: "pay200 API" },
});
