import fc from 'fast-check';

/**
 * Properties draw their cases from one seed, so that chance never decides whether a change lands. To look further, draw
 * others: `FC_SEED=random npm test`, or `FC_SEED=12345` to see one again.
 * @throws Error when FC_SEED is neither `random` nor a whole number.
 */
const asked = process.env['FC_SEED'] ?? '504';
const seed = asked === 'random' ? undefined : Number(asked);
if (seed !== undefined && !Number.isInteger(seed))
  throw new Error(`FC_SEED is '${asked}'. Give a whole number, or 'random'.`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(seed === undefined ? {} : { seed }) });
