import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type Express } from 'express';

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Flightboard API</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;
const START = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: true });`;

/**
 * The API's description and a page over it; its files are served by us, nothing comes from outside. The description is made
 * when it is first asked for: every start and every test would wait for it otherwise.
 */
export function mountDocs(app: Express, describe: () => Promise<object>): void {
  let text: Promise<string> | null = null;
  app.get('/openapi.json', async (_req, res) => {
    text ??= describe().then((document) => JSON.stringify(document));
    res.type('json').send(await text);
  });
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.get('/docs', (_req, res) => void res.type('html').send(PAGE));
  app.get('/docs/start.js', (_req, res) => void res.type('js').send(START));
  app.use('/docs/assets', express.static(assets, { index: false, maxAge: '1d' }));
}
