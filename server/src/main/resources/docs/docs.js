"use strict";

window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    dom_id: "#reference",
    url: "/v1/contracts/openapi/sia.yaml",
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    // A token stays in this page and is gone with it.
    persistAuthorization: false,
    validatorUrl: null,
  });
});
