import { openScheduler } from './jobs-scheduler.ts';

// The worker the jobs benchmark kills: runs a scheduler on a database until it dies.
const [uri = '', name = 'victim'] = process.argv.slice(2);
const { scheduler } = await openScheduler(uri, name);
await scheduler.start();
process.stdout.write('working\n');
setInterval(() => undefined, 60_000);
