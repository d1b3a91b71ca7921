// The browsable API: an own file, because the content policy allows no script inside a page.
const place = document.getElementById("swagger-ui");

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  persistAuthorization: false,
  displayRequestDuration: true,
  requestInterceptor: (request) => {
    // Without a key the page's own session calls, and that needs the CSRF token.
    if (new URL(request.url, location.href).origin === location.origin) {
      request.headers["X-CSRFToken"] = place.dataset.csrf;
    }
    return request;
  },
});
