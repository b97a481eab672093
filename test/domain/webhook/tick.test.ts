import { expect } from 'chai';
import { createTick } from '../../../server/webhooks/door/tick.ts';

describe('A tick that is waited for', () => {
  it('comes for all who wait together, and anew for who comes after it', async () => {
    const tick = createTick(1);
    const first = tick();
    expect(tick()).to.equal(first);
    await first;
    const second = tick();
    expect(second).not.to.equal(first);
    await second;
  });

  it('lets nobody go on before its time', async () => {
    const tick = createTick(30);
    const started = performance.now();
    await Promise.all([tick(), tick()]);
    expect(performance.now() - started).to.be.at.least(28);
  });
});
