import { expect } from 'chai';
import type { AsRunImportResponse, AsRunRowResponse } from '../../shared/contracts/reconciliation.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { listSpots, scheduledCampaign } from '../support/spot-fixtures.ts';

const AFTER_FIRST_WEEK = Date.parse('2026-11-09T05:00:00Z');

/** What the ledger counts: corrections stand beside what they replace. */
const spendOf = (facts: readonly { spendMicros: number; counts: boolean }[]) =>
  facts.reduce((sum, { spendMicros, counts }) => sum + (counts ? spendMicros : 0), 0);

describe('as-run and posting over HTTP', () => {
  let app: TestApp;
  let campaignId: string;
  let past: readonly SpotResponse[];

  beforeEach(async () => {
    app = await startTestApp();
    ({ campaignId } = await scheduledCampaign(app));
    const spotIds = (await listSpots(app, campaignId)).map(({ id }) => id);
    for (const step of ['order', 'confirm'])
      await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step }, { status: 200 });
    for (const spot of await listSpots(app, campaignId, { before: '2026-11-09T00:00:00Z' })) {
      app.clock.set(Date.parse(spot.scheduledAt));
      await app.scheduler.pump();
    }
    app.clock.set(AFTER_FIRST_WEEK);
    past = await listSpots(app, campaignId, { status: 'aired' });
  });
  afterEach(() => app.stop());

  const importCsv = async (lines: readonly string[], query: object = {}) => {
    const answer = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/as-run-imports`)
      .query(query)
      .set(app.as('buyer'))
      .type('text/csv')
      .send(lines.join('\n'));
    return answer;
  };
  const rowsOf = async (importId: string) =>
    (
      await app.agent
        .get(`/api/v1/campaigns/${campaignId}/as-run-rows`)
        .query({ importId, limit: 500 })
        .set(app.as('viewer'))
    ).body.items as AsRunRowResponse[];
  const line = (
    spot: SpotResponse | undefined,
    fields: Partial<Record<'time' | 'adId' | 'length' | 'status' | 'station' | 'day', string>> = {},
  ) =>
    [
      fields.station ?? spot?.station,
      fields.day ?? spot?.airDay,
      fields.time ?? `${spot?.clock}:20`,
      fields.adId ?? spot?.creative?.adId,
      fields.length ?? ':30',
      fields.status ?? 'Aired',
    ].join(',');
  const HEADER = 'Station,Air Date,Air Time,ISCI,Length,Status';

  it('was aired by its jobs, each on time, with its delivery in the flight’s ledger', async () => {
    expect(past.length).to.be.greaterThan(8);
    expect(
      past.every(
        ({ verified, jobHistory }) =>
          !verified && jobHistory.some(({ action, outcome }) => action === 'air' && outcome === 'done'),
      ),
    ).to.equal(true);
    const flightId = past[0]?.flightId;
    await app.reporting.settle();
    const facts = (await app.agent.get('/api/v1/deliveries').query({ flightId, limit: 500 }).set(app.as('viewer')))
      .body;
    const spend = spendOf(facts.items);
    expect(spend).to.equal(past.length * 400_000_000);
  });

  it('matches rows one to one and proves the airing', async () => {
    const [a, b] = past;
    const answer = await importCsv([HEADER, line(a), line(b)]);
    expect(answer.status, answer.text).to.equal(201);
    expect(answer.body).to.include({ format: 'csv', rows: 2, matched: 2, matchedAired: 2, unmatched: 0 });
    const proved = (await app.agent.get(`/api/v1/spots/${a?.id}`).set(app.as('viewer'))).body as SpotResponse;
    expect(proved.verified).to.equal(true);
    expect(proved.airedAt).to.equal(new Date(Date.parse(a?.scheduledAt ?? '') + 20_000).toISOString());
  });

  it('keeps the program a station names, says it in the reasons, and gives it to a spot that has none', async () => {
    const [a, b] = past;
    const answer = await importCsv([`${HEADER},Program`, `${line(a)},Evening Report`, `${line(b)},`]);
    expect(answer.status, answer.text).to.equal(201);
    const [first, second] = await rowsOf(answer.body.id);
    expect(first).to.include({ program: 'Evening Report', state: 'matched' });
    expect(first?.explanation).to.contain('The station names the program Evening Report.');
    expect(second?.program).to.equal(null);
    const told = (await app.agent.get(`/api/v1/spots/${a?.id}`).set(app.as('viewer'))).body as SpotResponse;
    expect(told.program).to.equal('Evening Report');
  });

  it('offers the same program for a lost spot where as-runs alone name it', async () => {
    const rows = past.map((spot, at) => `${line(spot, { status: at === 0 ? 'Preempted' : 'Aired' })},Evening Report`);
    const answer = await importCsv([`${HEADER},Program`, ...rows]);
    expect(answer.body).to.include({ matched: past.length, matchedNotAired: 1 });
    const spotId = past[0]?.id ?? '';
    const offers = (
      await app.agent.get(`/api/v1/campaigns/${campaignId}/makegood-offers`).query({ spotId }).set(app.as('viewer'))
    ).body.items as { tier: string; reasons: string[] }[];
    expect(offers[0]?.tier).to.equal('same_program');
    expect(offers[0]?.reasons[0]).to.equal('The same program, Evening Report.');
  });

  it('drops no row in silence: each that does not match is queued with its reason', async () => {
    const [a, b, c] = past;
    const twin = `${b?.creative?.adId.slice(0, -1)}`;
    const answer = await importCsv([
      HEADER,
      line(a),
      line(a),
      line(b, { adId: twin }),
      line(c, { length: ':15' }),
      line(c, { adId: '' }),
      line(c, { time: '06:00:00' }),
      line(c, { station: 'WXXX' }),
      line(c, { status: 'Eaten by the dog' }),
      line(c, { day: '2026-10-01' }),
      line(c, { day: '2027-02-01' }),
      'WQPA,never,17:00,NFWD0000001H,:30,Aired',
    ]);
    const { unmatchedBy, matched, unmatched } = answer.body as AsRunImportResponse;
    expect([matched, unmatched]).to.deep.equal([1, 10]);
    expect(unmatchedBy).to.deep.equal({
      duplicate: 1,
      twin_definition: 1,
      other_length: 1,
      no_ad_id: 1,
      outside_tolerance: 1,
      unknown_station: 1,
      unknown_status: 1,
      outside_flight: 1,
      still_to_come: 1,
      unreadable: 1,
    });
    const rows = await rowsOf(answer.body.id);
    expect(rows.map(({ rowNumber }) => rowNumber)).to.deep.equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const queued = rows.find(({ reason }) => reason === 'twin_definition');
    expect(queued?.candidateSpotIds).to.deep.equal([b?.id]);
    const resolved = (await post(
      app,
      `/api/v1/as-run-rows/${queued?.id}/resolve`,
      { spotId: b?.id },
      { status: 200 },
    )) as unknown as AsRunRowResponse;
    expect(resolved.state).to.equal('resolved');
    expect(
      ((await app.agent.get(`/api/v1/spots/${b?.id}`).set(app.as('viewer'))).body as SpotResponse).verified,
    ).to.equal(true);
  });

  it('imported twice proves nothing twice', async () => {
    const [a] = past;
    await importCsv([HEADER, line(a)]);
    const again = await importCsv([HEADER, line(a)]);
    expect(again.body).to.deep.include({ matched: 0, unmatched: 1, unmatchedBy: { already_aired: 1 } });
  });

  it('that says a spot did not air takes its delivery back and suggests make-goods', async () => {
    const [a] = past;
    const answer = await importCsv([HEADER, line(a, { status: 'Preempted' })]);
    expect(answer.body).to.include({ matched: 1, matchedNotAired: 1 });
    const dropped = (await app.agent.get(`/api/v1/spots/${a?.id}`).set(app.as('viewer'))).body as SpotResponse;
    expect(dropped.status).to.equal('preempted');
    await app.reporting.settle();
    const facts = (
      await app.agent.get('/api/v1/deliveries').query({ flightId: a?.flightId, limit: 500 }).set(app.as('viewer'))
    ).body;
    const spend = spendOf(facts.items);
    expect(spend).to.equal((past.length - 1) * 400_000_000);
    const offers = (
      await app.agent
        .get(`/api/v1/campaigns/${campaignId}/makegood-offers`)
        .query({ spotId: a?.id })
        .set(app.as('viewer'))
    ).body;
    expect(offers.items.length).to.be.greaterThan(0);
  });

  it('reads a station’s own columns by its profile', async () => {
    const [a] = past;
    const profile = await post(app, `/api/v1/campaigns/${campaignId}/as-run-profiles`, {
      name: 'WQPA export',
      columns: { date: 'Dt', time: 'Tm', adId: 'Cut', lengthSeconds: 'Secs', costCents: 'Net' },
      delimiter: ';',
      dateFormat: 'MM/DD/YYYY',
      statusMap: {},
    });
    const [year, month, day] = (a?.airDay ?? '').split('-');
    const csv = ['Dt;Tm;Cut;Secs;Net', `${month}/${day}/${year};${a?.clock};${a?.creative?.adId};30;$400.00`];
    const answer = await importCsv(csv, { profileId: profile.id, station: 'WQPA' });
    expect(answer.body, answer.text).to.include({ matched: 1 });
    const rows = await rowsOf(answer.body.id);
    expect(rows[0]?.costCents).to.equal(40_000);
  });

  it('shows how a file would be read, and remembers a station’s columns under its name', async () => {
    const [a] = past;
    const [year, month, day] = (a?.airDay ?? '').split('-');
    const sample = [
      'Dt;Tm;Cut;Len;Code',
      `${month}/${day}/${year};${a?.clock};${a?.creative?.adId};30;Ran`,
      `${month}/${day}/${year};25:70;${a?.creative?.adId};30;Ran`,
      `${month}/${day}/${year};17:40;${a?.creative?.adId};30;NA`,
    ].join('\n');
    const preview = (body: object) =>
      post(app, `/api/v1/campaigns/${campaignId}/as-run-previews`, { sample, ...body }, { status: 200 });
    expect(await preview({})).to.deep.include({
      delimiter: ';',
      header: ['Dt', 'Tm', 'Cut', 'Len', 'Code'],
      columns: { lengthSeconds: 'Len' },
      missing: ['date', 'time', 'adId'],
      profileId: null,
    });
    const columns = { date: 'Dt', time: 'Tm', adId: 'Cut', lengthSeconds: 'Len', status: 'Code' };
    const draft = { columns, delimiter: ';', dateFormat: 'MM/DD/YYYY', station: 'WQPA' };
    const read = await preview({ draft });
    expect(read).to.deep.include({ missing: [], rowsRead: 3, rowsWithProblems: 2, unknownStatuses: ['NA'] });
    expect(
      (read['rows'] as { problem: string | null; clock: string | null }[]).map((row) => row.problem),
    ).to.deep.equal([null, '"25:70" is not a time.', '"NA" is not a status we know; map it in the profile.']);
    const profile = { ...draft, name: 'WQPA', statusMap: { NA: 'missed' } };
    const first = await post(app, `/api/v1/campaigns/${campaignId}/as-run-profiles`, { ...profile, statusMap: {} });
    const again = await post(app, `/api/v1/campaigns/${campaignId}/as-run-profiles`, profile);
    expect(again.id).to.equal(first.id);
    expect(await preview({})).to.deep.include({
      profileId: first.id,
      columns,
      station: 'WQPA',
      dateFormat: 'MM/DD/YYYY',
      rowsWithProblems: 1,
      unknownStatuses: [],
    });
  });

  it('reads XML in the shape of BXF, and refuses one with a DOCTYPE', async () => {
    const [a] = past;
    const xml = `<?xml version="1.0"?><BxfMessage><BxfData><AsRun><Channel><CallLetters>WQPA</CallLetters></Channel>
      <BasicAsRun><AsRunEventId><EventId>77</EventId></AsRunEventId><Content><AdId>${a?.creative?.adId}</AdId></Content>
      <AsRunDetail><Status>Aired without discrepancy</Status><StartDateTime><SmpteDateTime broadcastDate="${a?.airDay}"><SmpteTimeCode>${a?.clock}:05;00</SmpteTimeCode></SmpteDateTime></StartDateTime>
      <Duration><SmpteDuration><SmpteTimeCode>00:00:30;00</SmpteTimeCode></SmpteDuration></Duration></AsRunDetail></BasicAsRun></AsRun></BxfData></BxfMessage>`;
    const send = (body: string) =>
      app.agent
        .post(`/api/v1/campaigns/${campaignId}/as-run-imports`)
        .set(app.as('buyer'))
        .type('application/xml')
        .send(body);
    const answer = await send(xml);
    expect(answer.body, answer.text).to.include({ format: 'bxf', rows: 1, matched: 1 });
    const bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>';
    const refused = await send(bomb);
    expect([refused.status, refused.body.errors[0].code]).to.deep.equal([400, 'doctype_refused']);
  });

  it('refuses a file without the columns it needs, and types it does not read', async () => {
    const columns = await importCsv(['a,b', '1,2']);
    expect([columns.status, columns.body.errors[0].code]).to.deep.equal([400, 'missing_columns']);
    const type = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/as-run-imports`)
      .set(app.as('buyer'))
      .type('application/pdf')
      .send('x');
    expect(type.status).to.equal(415);
  });

  it('posts per station and quarter, open while spots are still to air, and foots order, as-run and invoice', async () => {
    const [a, b] = past;
    await importCsv([`${HEADER},Cost`, `${line(a)},400.00`, `${line(b, { status: 'Missed' })},400.00`]);
    const posting = (await app.agent.get(`/api/v1/campaigns/${campaignId}/posting`).set(app.as('viewer'))).body;
    expect(posting.rows).to.have.lengthOf(1);
    expect(posting.rows[0]).to.include({
      station: 'WQPA',
      year: 2026,
      quarter: 4,
      orderedSpots: 50,
      orderedHundredths: 40_000,
      deliveredHundredths: 800,
      status: 'open',
      owedHundredths: 0,
    });
    const sums = (await app.agent.get(`/api/v1/campaigns/${campaignId}/reconciliation`).set(app.as('viewer'))).body;
    // $400.00 is owed for the proved spot; the missed one was invoiced too: $800.00 − $400.00 = $400.00 too much.
    expect(sums.totals).to.include({
      orderedSpots: 50,
      orderedCents: 2_000_000,
      verifiedSpots: 1,
      missedSpots: 1,
      invoicedCents: 80_000,
      payableCents: 40_000,
      varianceCents: 40_000,
    });
  });
});
