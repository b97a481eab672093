import { startEmbeddedStore } from '../../server/db/embedded/server.ts';

// The process the crash drill kills: runs a store on a folder and port, and says when it answers.
const [dataDir = '', port = '0'] = process.argv.slice(2);
const store = await startEmbeddedStore({ dataDir, port: Number(port) });
process.stdout.write(`${JSON.stringify({ uri: store.uri })}\n`);
process.on('disconnect', () => process.exit(0));
