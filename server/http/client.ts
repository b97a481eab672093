import { join } from 'node:path';
import express, { type Express } from 'express';

/** Serves the built client; any page address that is not a file gets the one page, so links can be opened directly. */
export function mountClient(app: Express, clientDir: string): void {
  app.use('/assets', express.static(join(clientDir, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  app.use(express.static(clientDir, { index: false, maxAge: '1h' }));
  app.get(/^\/(?!api\/|webhooks\/|assets\/).*/, (req, res, next) => {
    if (!req.accepts('html')) return next();
    res.setHeader('Cache-Control', 'no-cache');
    res.sendFile(join(clientDir, 'index.html'), (error) => (error ? next(error) : undefined));
  });
}
