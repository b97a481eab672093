// Node 20 starts a worker as plain JavaScript: register the TypeScript loader, then load the worker itself.
import { register } from 'tsx/esm/api';

register();
await import('./solver-worker.ts');
