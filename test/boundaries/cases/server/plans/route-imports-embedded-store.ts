import { startEmbeddedStore } from '../db/embedded/server.ts';

export const start = startEmbeddedStore;
