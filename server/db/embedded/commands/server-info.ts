import { Long } from 'bson';
import type { Doc } from '../bson/values.ts';
import { isDoc } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import type { Handler } from '../store.ts';

/** The name of the one-member replica set the store answers as: drivers need a set for sessions and transactions. */
export const SET_NAME = 'flightboard';
/** MongoDB 8.0's wire version. */
const MAX_WIRE_VERSION = 25;
const VERSION = '8.0.0';

const hello: Handler = (store, { command, clientId }) => {
  const address = store.address();
  const reply: Doc = {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    secondary: false,
    setName: SET_NAME,
    setVersion: 1,
    hosts: [address],
    primary: address,
    me: address,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: clientId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
  if (command['saslSupportedMechs'] !== undefined) reply['saslSupportedMechs'] = [];
  return Promise.resolve(reply);
};

const buildInfo: Handler = () =>
  Promise.resolve({
    version: VERSION,
    versionArray: [8, 0, 0, 0],
    gitVersion: 'flightboard-embedded-store',
    modules: [],
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * 1024 * 1024,
    storageEngines: ['sqlite'],
  });

const serverStatus: Handler = (store) =>
  Promise.resolve({
    host: store.address(),
    version: VERSION,
    process: 'flightboard-embedded-store',
    pid: Long.fromNumber(process.pid),
    uptime: (Date.now() - store.startedAt) / 1000,
    localTime: new Date(),
    mem: { resident: Math.round(process.memoryUsage.rss() / 1048576) },
    metrics: { cursor: { open: { total: store.cursors.count() } } },
  });

const getParameter: Handler = (_store, { command }) => {
  if (command['featureCompatibilityVersion'] !== undefined)
    return Promise.resolve({ featureCompatibilityVersion: { version: '8.0' } });
  throw new StoreError(72, 'no option found to get');
};

const commitTransaction: Handler = async (store, { command }) => {
  store.sessions.commit(command);
  await store.writer.committed();
  return {};
};

const abortTransaction: Handler = (store, { command }) => {
  store.sessions.abort(command);
  return Promise.resolve({});
};

const endSessions: Handler = (store, { command }) => {
  const ids = command['endSessions'];
  if (Array.isArray(ids)) store.sessions.end(ids);
  return Promise.resolve({});
};

const replSetGetStatus: Handler = (store) =>
  Promise.resolve({
    set: SET_NAME,
    myState: 1,
    members: [{ _id: 0, name: store.address(), health: 1, state: 1, stateStr: 'PRIMARY', self: true }],
  });

const empty: Handler = () => Promise.resolve({});

const whoAmI: Handler = () => Promise.resolve({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } });

const hostInfo: Handler = () =>
  Promise.resolve({ system: { hostname: '127.0.0.1', cpuArch: process.arch }, os: { type: process.platform } });

/** Handlers about the server and its sessions rather than about data. */
export const serverHandlers: Readonly<Record<string, Handler>> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  ping: empty,
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus: whoAmI,
  serverStatus,
  getParameter,
  hostInfo,
  replSetGetStatus,
  commitTransaction,
  abortTransaction,
  endSessions,
  refreshSessions: empty,
  killSessions: endSessions,
  getLog: (_store, { command }) =>
    Promise.resolve({ totalLinesWritten: 0, log: [], names: isDoc(command) ? ['global'] : [] }),
};
