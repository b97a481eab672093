import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express } from 'express';

/** Where the build before lives, inside the served folder: pages that are open still ask for its hashed files. */
export const BEFORE = 'before';

/** Serves the built client; any page address that is not a file gets the one page, so links can be opened directly. */
export function mountClient(app: Express, clientDir: string): void {
  const hashed = { immutable: true, maxAge: '1y', index: false } as const;
  app.use('/assets', express.static(join(clientDir, 'assets'), hashed));
  // A file may move there between being found and being opened: then it is looked for once more.
  app.use('/assets', ((error: { status?: unknown }, _req, _res, next) =>
    next(error.status === 404 ? undefined : error)) satisfies ErrorRequestHandler);
  // A page that was open when the client was built anew still asks for the files of its own build.
  app.use('/assets', express.static(join(clientDir, BEFORE, 'assets'), hashed));
  app.use(express.static(clientDir, { index: false, maxAge: '1h' }));
  app.get(/^\/(?!api\/|webhooks\/|assets\/).*/, (req, res, next) => {
    if (!req.accepts('html')) return next();
    res.setHeader('Cache-Control', 'no-cache');
    res.sendFile(join(clientDir, 'index.html'), (error) => (error ? next(error) : undefined));
  });
}
