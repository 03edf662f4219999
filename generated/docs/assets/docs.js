"use strict";

window.addEventListener("load", () => {
  const ui = window.SwaggerUIBundle({
    dom_id: "#reference",
    url: "/v1/contracts/openapi/sia.yaml",
    deepLinking: true,
    filter: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    // Which role and scope an operation needs.
    showExtensions: true,
    // A credential stays in this page and is gone with it.
    persistAuthorization: false,
    validatorUrl: null,
  });
  // Swagger UI looks at the address when it starts; links in this page change it later.
  window.addEventListener("hashchange", () => ui.layoutActions.parseDeepLinkHash(window.location.hash));
});
