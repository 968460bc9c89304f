// validatorUrl: Swagger UI would otherwise send the contract to a validator on the web.
SwaggerUIBundle({ url: '/openapi.yaml', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null, showExtensions: true });
