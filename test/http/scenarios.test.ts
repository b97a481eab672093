import { expect } from 'chai';
import type {
  FrontierAnswer,
  ScenarioAnswerResponse,
  ScenarioComparison,
  ScenarioResponse,
} from '../../shared/contracts/scenarios.ts';
import type { Problem } from '../../shared/contracts/common.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { campaignRequest, post } from '../support/campaign-fixtures.ts';

const CURVES = [
  { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 },
  { kind: 'michaelis_menten', maxResponse: 700, halfSaturationCents: 900_000 },
  { kind: 'michaelis_menten', maxResponse: 2_200, halfSaturationCents: 4_500_000 },
] as const;

/** Five even weeks from October 26: $15,000.00, $15,000.00 and $20,000.00. */
const LINES = (['search', 'social', 'ctv'] as const).map((channel, index) => ({
  name: `The ${channel}`,
  channel,
  vendor: 'Vendor',
  rate: { kind: 'cpm', amountMicros: 25_000_000, basis: 'gross' },
  flights: [{ startDay: '2026-10-26', endDay: '2026-11-30', budgetCents: [1_500_000, 1_500_000, 2_000_000][index] }],
}));

describe('Scenarios', function () {
  this.timeout(20_000);
  let app: TestApp;
  let campaignId: string;
  let planId: string;
  let lineIds: readonly string[];

  before(async () => {
    app = await startTestApp();
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    campaignId = campaign.id;
    const plan = await post(app, `/api/v1/campaigns/${campaignId}/plans`, { lines: LINES });
    planId = plan.id;
    lineIds = (plan as unknown as PlanResponse).lines.map(({ id }) => id);
  });
  after(() => app.stop());

  const request = () => ({
    budgetCents: 5_000_000,
    goal: { kind: 'maximize_response' },
    lines: lineIds.map((id, index) => ({ id, curve: CURVES[index] })),
  });
  const create = async (name: string, changes: readonly object[] = [], status = 201) =>
    (await post(
      app,
      `/api/v1/plans/${planId}/scenarios`,
      { name, request: request(), changes },
      { role: 'buyer', status },
    )) as unknown as ScenarioResponse;
  const refused = async (path: string, body: object) =>
    (await app.agent.post(path).set(app.as('buyer')).send(body)) as unknown as { status: number; body: Problem };
  const cents = (scenario: { answer: ScenarioAnswerResponse }) =>
    scenario.answer.allocations.map((allocation) => allocation.cents);

  it('are kept with the inputs they came from, their answer and its proof', async () => {
    const made = await create('As it is');
    expect(cents(made)).to.deep.equal([1_129_052, 967_590, 2_903_358]);
    expect(made.answer).to.deep.include({ totalCents: 5_000_000, heldCents: 0, byWeek: false, issues: [] });
    expect(made.answer.proof).to.include({ status: 'optimal', gap: 0 });
    expect(made).to.include({ rev: 1, planId, planVersion: '1.0', note: '' });
    expect(made.createdBy.name).to.equal('test buyer');
    // $20,000.00 over five even weeks.
    expect(made.inputs.lines[2]?.weeks).to.have.length(5);
    expect(made.inputs.lines[2]?.weeks[0]).to.deep.equal({ weekStart: '2026-10-26', cents: 400_000 });
    const read = await app.agent.get(`/api/v1/scenarios/${made.id}`).set(app.as('viewer'));
    expect(read.body).to.deep.equal(made);
    expect(read.headers['etag']).to.equal('"1"');
  });

  it('made again from what is stored give the same answer, also after the plan has changed', async () => {
    const spend = [
      { channel: 'ctv', weekStart: '2026-10-26', cents: 3_000_000 },
      { channel: 'ctv', weekStart: '2026-11-02', cents: 1_000_000 },
    ];
    const made = await create('Everything at once', [
      { kind: 'budget_change', basisPoints: -1_000 },
      { kind: 'price', basisPoints: 1_500, channels: ['search'] },
      { kind: 'lost_week', weekStart: '2026-11-09' },
      { kind: 'opponent', spend },
    ]);
    expect(made.answer.totalCents).to.equal(4_500_000);
    expect(made.answer.byWeek).to.equal(true);
    const plan = await app.agent.get(`/api/v1/plans/${planId}`).set(app.as('buyer'));
    await app.agent
      .patch(`/api/v1/plans/${planId}`)
      .set(app.as('buyer'))
      .set('If-Match', String(plan.headers['etag']))
      .send({ edits: [{ kind: 'set_line_budget', lineId: lineIds[0], cents: 100_000 }] })
      .expect(200);
    const read = (await app.agent.get(`/api/v1/scenarios/${made.id}`).set(app.as('viewer'))).body as ScenarioResponse;
    const again = await post(
      app,
      '/api/v1/calculations/what-if',
      { inputs: read.inputs, changes: read.changes },
      { status: 200 },
    );
    expect(again).to.deep.equal(made.answer);
    const tried = `/api/v1/scenarios/${made.id}/what-if`;
    expect(await post(app, tried, { changes: read.changes }, { status: 200 })).to.deep.equal(made.answer);
    const none = await post(app, tried, { changes: [] }, { status: 200 });
    expect(none['response']).to.be.above(made.answer.response);
    await app.agent
      .patch(`/api/v1/plans/${planId}`)
      .set(app.as('buyer'))
      .set('If-Match', '"2"')
      .send({ edits: [{ kind: 'set_line_budget', lineId: lineIds[0], cents: 1_500_000 }] })
      .expect(200);
  });

  it('are listed by name and numbers, page by page', async () => {
    const first = await app.agent.get(`/api/v1/campaigns/${campaignId}/scenarios?limit=1`).set(app.as('viewer'));
    expect(first.body.items.map((item: { name: string }) => item.name)).to.deep.equal(['As it is']);
    expect(first.body.items[0]).to.include({ totalCents: 5_000_000, status: 'optimal' });
    expect(first.body.items[0]).not.to.have.any.keys('inputs', 'answer');
    const next = await app.agent
      .get(`/api/v1/campaigns/${campaignId}/scenarios?limit=5&cursor=${String(first.body.nextCursor)}`)
      .set(app.as('viewer'));
    expect(next.body.items.map((item: { name: string }) => item.name)).to.deep.equal(['Everything at once']);
    expect(next.body.nextCursor).to.equal(null);
  });

  it('are renamed and changed under If-Match, split again, and audited', async () => {
    const made = await create('Ten more');
    const patch = (body: object, match?: string) => {
      const call = app.agent.patch(`/api/v1/scenarios/${made.id}`).set(app.as('buyer'));
      return (match === undefined ? call : call.set('If-Match', match)).send(body);
    };
    expect((await patch({ name: 'x' })).status).to.equal(428);
    const changed = await patch(
      {
        name: 'Ten percent more',
        note: 'If the gala does well.',
        changes: [{ kind: 'budget_change', basisPoints: 1_000 }],
      },
      '"1"',
    );
    expect(changed.status).to.equal(200);
    expect(changed.body).to.deep.include({ name: 'Ten percent more', note: 'If the gala does well.', rev: 2 });
    expect(changed.body.answer.totalCents).to.equal(5_500_000);
    expect(changed.body.inputs).to.deep.equal(made.inputs);
    expect((await patch({ note: 'late' }, '"1"')).status).to.equal(412);
    const taken = await patch({ name: 'As it is' }, '"2"');
    expect([taken.status, taken.body.errors[0].code]).to.deep.equal([409, 'scenario_name_taken']);
    const gone = await app.agent.delete(`/api/v1/scenarios/${made.id}`).set(app.as('buyer')).set('If-Match', '"2"');
    expect(gone.status).to.equal(204);
    expect((await app.agent.get(`/api/v1/scenarios/${made.id}`).set(app.as('viewer'))).status).to.equal(404);
    const trail = await app.services.audit.list({ targetId: made.id }, null, 10);
    expect(trail.map(({ action, noun }) => `${action} ${noun}`).sort()).to.deep.equal([
      'created scenario',
      'deleted scenario',
      'edited scenario',
    ]);
    const edited = trail.find(({ action }) => action === 'edited');
    expect(edited?.changes).to.deep.include({ path: 'totalCents', from: 5_000_000, to: 5_500_000 });
  });

  it('are refused with every reason: lines nobody knows, what-ifs that can’t be applied, constraints that clash', async () => {
    const path = `/api/v1/plans/${planId}/scenarios`;
    const strange = { ...request(), lines: [...request().lines, { id: 'lin_x', curve: CURVES[0] }] };
    const unknown = await refused(path, { name: 'Strange', request: strange });
    expect(unknown.status).to.equal(400);
    expect(unknown.body.errors[0]).to.include({ code: 'unknown_line', path: 'request.lines.3.id' });
    const never = await refused(path, {
      name: 'Never',
      request: request(),
      changes: [{ kind: 'lost_week', weekStart: '2027-01-04' }, { kind: 'opponent' }],
    });
    expect(never.status).to.equal(422);
    expect(never.body.errors.map(({ code, path: at }) => [code, at])).to.deep.equal([
      ['week_unknown', 'changes.0'],
      ['opponent_unknown', 'changes.1'],
    ]);
    const lines = request().lines.map((line) => ({ ...line, minCents: 3_000_000 }));
    const clash = await refused(path, { name: 'Clash', request: { ...request(), lines } });
    expect(clash.status).to.equal(422);
    const wrong = await refused(path, { name: 'Wrong', request: request(), changes: [{ kind: 'price', percent: 5 }] });
    expect(wrong.status).to.equal(400);
    expect((await app.agent.post(path).set(app.as('viewer')).send({ name: 'x', request: request() })).status).to.equal(
      403,
    );
  });

  it('stand side by side with the plan, up to four, and every column foots', async () => {
    const more = await create('A fifth more', [{ kind: 'budget_change', basisPoints: 2_000 }]);
    const dearer = await create('Streaming dearer', [{ kind: 'price', basisPoints: 2_500, lineIds: [lineIds[2]] }]);
    const list = await app.agent.get(`/api/v1/campaigns/${campaignId}/scenarios`).set(app.as('viewer'));
    const ids = (list.body.items as { id: string; name: string }[]).map(({ id }) => id);
    expect(ids).to.have.length(4);
    const compare = (asked: readonly string[]) =>
      app.agent.get(`/api/v1/campaigns/${campaignId}/scenarios/compare?ids=${asked.join(',')}`).set(app.as('viewer'));
    const answer = await compare(ids);
    expect(answer.status).to.equal(200);
    const table = answer.body as ScenarioComparison;
    expect(table.plan).to.include({ id: planId, totalCents: 5_000_000 });
    expect(table.scenarios.map(({ name }) => name)).to.deep.equal([
      'As it is',
      'Everything at once',
      'A fifth more',
      'Streaming dearer',
    ]);
    table.scenarios.forEach((scenario, column) => {
      const sum = table.lines.reduce((total, line) => total + (line.cells[column]?.cents ?? 0), 0);
      expect(sum).to.equal(scenario.totalCents);
    });
    expect(table.scenarios[2]?.response).to.equal(more.answer.response);
    expect(table.scenarios[3]?.response).to.equal(dearer.answer.response);
    // $11,290.52 less the plan’s $15,000.00.
    expect(table.lines[0]?.cells[0]?.differenceCents).to.equal(-370_948);
    const five = await compare([...ids, 'scn_x']);
    expect([five.status, five.body.errors[0].code]).to.deep.equal([400, 'too_many_scenarios']);
    expect((await compare(['scn_nobody'])).status).to.equal(404);
    const alone = (await compare([])).body as ScenarioComparison;
    expect(alone.scenarios).to.deep.equal([]);
    expect(alone.plan.voice[0]).to.deep.equal({
      weekStart: '2026-10-26',
      oursCents: 1_000_000,
      theirsCents: null,
      share: null,
    });
  });

  it('take what competitors were seen to spend as the opponent’s spend, and read it again only when asked', async () => {
    const before = await create('Before the import');
    const csv = ['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23']
      .flatMap((week) => [`Other Voices,${week},ctv,20000`, `Third Group,${week},ctv,10000`])
      .join('\n');
    const file = { fileName: 'others.csv', csv: `competitor,week,channel,spend\n${csv}` };
    await post(app, `/api/v1/campaigns/${campaignId}/competitors/imports`, file, { status: 200 });
    const changes = [{ kind: 'opponent' }];
    const quiet = await app.agent
      .patch(`/api/v1/scenarios/${before.id}`)
      .set(app.as('buyer'))
      .set('If-Match', '"1"')
      .send({ changes });
    expect([quiet.status, quiet.body.errors[0].code]).to.deep.equal([422, 'opponent_unknown']);
    const reread = await app.agent
      .patch(`/api/v1/scenarios/${before.id}`)
      .set(app.as('buyer'))
      .set('If-Match', '"1"')
      .send({ changes, rereadOpponent: true });
    const scenario = reread.body as ScenarioResponse;
    expect(scenario.opponentFrom).to.deep.equal(['Other Voices', 'Third Group']);
    expect(scenario.inputs.opponent).to.have.length(5);
    expect(scenario.inputs.opponent[0]).to.deep.equal({ channel: 'ctv', weekStart: '2026-10-26', cents: 3_000_000 });
    // Each week: a fifth of 2,200, won by x ÷ (x + 30,000), x a fifth of what streaming gets in all.
    const streaming = scenario.answer.allocations[2]!;
    const dollars = streaming.cents / 100;
    expect(streaming.response).to.be.closeTo((2_200 * dollars) / (dollars + 150_000), 1e-6);
    expect(scenario.answer.response).to.be.below(before.answer.response);
    const table = (
      await app.agent.get(`/api/v1/campaigns/${campaignId}/scenarios/compare?ids=${before.id}`).set(app.as('viewer'))
    ).body as ScenarioComparison;
    // $10,000.00 of ours beside $30,000.00.
    expect(table.plan.voice[0]).to.include({ oursCents: 1_000_000, theirsCents: 3_000_000, share: 0.25 });
    expect(table.opponentFrom).to.deep.equal(['Other Voices', 'Third Group']);
    const doubled = await create('Twice as loud', [{ kind: 'opponent', changeBasisPoints: 10_000 }]);
    expect(doubled.answer.response).to.be.below(scenario.answer.response);
  });

  it('give the efficient frontier of inputs under changes, and say which totals can’t be met', async () => {
    const inputs = { request: request() };
    const frontier = async (body: object) =>
      (await post(app, '/api/v1/calculations/frontier', body, { status: 200 })) as unknown as FrontierAnswer;
    const plain = await frontier({ inputs });
    expect(plain.points).to.have.length(25);
    expect([plain.points[0]?.budgetCents, plain.points.at(-1)?.budgetCents]).to.deep.equal([1_250_000, 10_000_000]);
    expect(plain.points.every(({ status }) => status === 'optimal')).to.equal(true);
    const dearer = await frontier({ inputs, changes: [{ kind: 'price', basisPoints: 1_000 }] });
    const kept = await create('A tenth dearer', [{ kind: 'price', basisPoints: 1_000 }]);
    expect(await post(app, `/api/v1/scenarios/${kept.id}/frontier`, {}, { status: 200 })).to.deep.equal(dearer);
    plain.points.forEach((point, index) => {
      expect(dearer.points[index]?.response).to.be.below(point.response);
      if (index > 0) expect(point.shadowPricePerDollar).to.be.below(plain.points[index - 1]!.shadowPricePerDollar);
    });
    const capped = { ...request(), lines: request().lines.map((line) => ({ ...line, maxCents: 1_000_000 })) };
    const some = await frontier({ inputs: { request: capped }, fromCents: 2_000_000, toCents: 4_000_000, points: 3 });
    expect(some.points.map(({ budgetCents }) => budgetCents)).to.deep.equal([2_000_000, 3_000_000]);
    expect(some.leftOut.map(({ budgetCents }) => budgetCents)).to.deep.equal([4_000_000]);
    const backwards = await refused('/api/v1/calculations/frontier', { inputs, fromCents: 5, toCents: 5 });
    expect([backwards.status, backwards.body.errors[0]?.code]).to.deep.equal([400, 'empty_range']);
  });
});
