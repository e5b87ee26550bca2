// Swagger UI in its base layout: no petstore, no validator, nothing from elsewhere.
window.ui = window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#explorer',
  deepLinking: true,
  layout: 'BaseLayout',
  presets: [window.SwaggerUIBundle.presets.apis],
  validatorUrl: null,
  persistAuthorization: false,
  tryItOutEnabled: true,
});
