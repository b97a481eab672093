import { expect } from 'chai';
import { applyLineEdits } from '../../../shared/domain/plan-edits.ts';
import { lineBudgetCents } from '../../../shared/domain/plan.ts';
import { checkMapping } from '../../../shared/domain/plan-import/check-mapping.ts';
import { guessMapping, headingSignature } from '../../../shared/domain/plan-import/columns.ts';
import { importEdits, type ImportPreview } from '../../../shared/domain/plan-import/preview.ts';
import { readDay, readDecimal, readWeekdays } from '../../../shared/domain/plan-import/read-values.ts';
import { flowchartCsv, linesCsv } from '../../../client/plans/export/export-flowchart.ts';
import { CAMPAIGN, csv, exportOf, LINES, preview } from './support.ts';

const all = (found: ImportPreview) => new Set(found.rows.map(({ row }) => row));
const row = (found: ImportPreview, line: string) => found.rows.find((each) => each.line === line)!;
const applied = (found: ImportPreview, chosen = all(found)) => {
  let ids = 0;
  const result = applyLineEdits(LINES, importEdits(found, chosen), (prefix) => `${prefix}_${(ids += 1)}`);
  if (result.kind !== 'ok') throw new Error(result.issues.map(({ message }) => message).join(' '));
  return result.lines;
};

describe('the import of a plan', () => {
  it('takes a changed week as an edit of its days, and leaves the others as they were', () => {
    const text = flowchartCsv(exportOf());
    // The second broadcast week of streaming is 5,000.00 (a flight of two weeks and 10,000.01 dollars).
    const found = preview(csv(text.replace(/(Streaming homes,5000\.01,)5000\.00/, '$16500.00')));
    expect(found.rows.map(({ status }) => status)).to.deep.equal(['same', 'changed', 'same']);
    expect(row(found, 'Streaming homes').changes).to.deep.equal([
      { what: 'From 2026-11-02', from: '$5,000.00', to: '$6,500.00' },
    ]);
    expect(importEdits(found, all(found))).to.deep.equal([
      { kind: 'set_cell', lineId: 'lin_ctv', startDay: '2026-11-02', endDay: '2026-11-09', cents: 650_000 },
    ]);
  });

  it('grosses up what changed in a net file: $850.00 net is $1,000.00 gross', () => {
    const text = flowchartCsv(exportOf({ basis: 'net' }));
    const found = preview(csv(text.replace(/(WPVI,Early news,0\.00,)[\d.]+/, '$1850.00')));
    expect(importEdits(found, all(found))).to.deep.equal([
      { kind: 'set_cell', lineId: 'lin_news', startDay: '2026-11-02', endDay: '2026-11-09', cents: 100_000 },
    ]);
  });

  it('makes a new line of its weeks, with a hiatus where a week is empty', () => {
    const found = preview(
      csv(
        'Channel,Vendor,Line,Rate kind,Price,10/26,11/2,11/9,11/16,11/23\n' +
          'Online video,Liberty Video,Shorts,CPM,18,100,200,,50,50\n',
      ),
    );
    const [line] = applied(found).slice(3);
    expect(row(found, 'Shorts').status).to.equal('new');
    expect(
      line?.flights.map(({ startDay, endDay, budgetCents, pattern }) => [startDay, endDay, budgetCents, pattern.kind]),
    ).to.deep.equal([
      ['2026-10-26', '2026-11-09', 30_000, 'custom'],
      ['2026-11-16', '2026-11-30', 10_000, 'even'],
    ]);
    expect(line?.rate).to.deep.equal({ kind: 'cpm', amountMicros: 18_000_000, basis: 'gross' });
  });

  it('reads spots of a TV line as money: 3 spots of 8.0 points at a $50.00 CPP are $1,200.00', () => {
    const sheet = csv('Line,10/26,11/2\nEarly news,3,0\n');
    const found = preview(sheet, { measure: 'spots' }, LINES, { rows: [] });
    expect(importEdits(found, all(found))[0]).to.deep.equal({
      ...{ kind: 'set_cell', lineId: 'lin_news', startDay: '2026-10-26', endDay: '2026-11-02', cents: 120_000 },
    });
    // 20.00 points are 2.5 spots: $1,000.00.
    const points = preview(csv('Line,10/26\nEarly news,20\n'), { measure: 'grps' }, LINES, { rows: [] });
    expect(importEdits(points, all(points))[0]).to.include({ cents: 100_000 });
    const streaming = preview(csv('Line,10/26\nStreaming homes,3\n'), { measure: 'spots' }, LINES, { rows: [] });
    expect(row(streaming, 'Streaming homes').reasons[0]).to.contain('does not price spots');
  });

  it('makes a TV line of station, daypart, rating and length', () => {
    const found = preview(
      csv(
        'Media,Station,Daypart,Program,Rtg,Len,Rate kind,Rate,Days,Start,End,Cost\n' +
          'Broadcast TV,KYW,Early News,Eyewitness News,4.8,:15,CPP,$45.50,Mon-Fri,11/2/2026,11/15/26,"$2,184.00"\n',
      ),
    );
    expect(found.rows[0]?.reasons).to.deep.equal([]);
    const line = applied(found).at(-1);
    expect(line).to.deep.include({
      name: 'KYW Eyewitness News',
      vendor: 'KYW',
      channel: 'linear_tv',
      rate: { kind: 'cpp', amountMicros: 45_500_000, basis: 'gross' },
      tv: {
        ...{ station: 'KYW', daypart: 'early_news', program: 'Eyewitness News', ratingHundredths: 480 },
        ...{ lengthSeconds: 15, weekdays: [1, 2, 3, 4, 5] },
      },
    });
    expect(line?.flights[0]).to.include({ startDay: '2026-11-02', endDay: '2026-11-16', budgetCents: 218_400 });
  });

  it('changes dates, budgets and terms by row, and names a renamed line by its ID', () => {
    const text = linesCsv(exportOf())
      .replace('2026-11-08,10000.01', '2026-11-11,12000')
      .replaceAll('Keystone Streaming,Streaming homes', 'Keystone,Big screens');
    const found = preview(csv(text));
    const changed = found.rows.filter(({ status }) => status === 'changed');
    expect(changed.map(({ changes }) => changes.map(({ what }) => what))).to.deep.equal([
      ['Name', 'Vendor', 'Dates', 'Flight budget'],
      ['Name', 'Vendor'],
    ]);
    // Both rows of the line say the new name; it is one edit.
    expect(importEdits(found, all(found)).map(({ kind }) => kind)).to.deep.equal(['update_line', 'update_flight']);
    const line = applied(found)[0];
    expect([line?.name, line?.flights[0]?.endDay, line && lineBudgetCents(line)]).to.deep.equal([
      'Big screens',
      '2026-11-12',
      1_900_000,
    ]);
  });

  it('gathers the flights of a new line from its rows, of those chosen only', () => {
    const head = 'Channel,Vendor,Line,Rate kind,Price,First day,Last day,Budget\n';
    const rows = ['10/26,11/1,100', '11/9,11/15,200', '11/23,11/29,300'].map(
      (tail) => `Social,Townsquare,Feed,CPM,9,${tail}\n`,
    );
    const found = preview(csv(head + rows.join('')));
    expect(found.rows.map(({ status }) => status)).to.deep.equal(['new', 'new', 'new']);
    expect(
      applied(found, new Set([2, 4]))
        .at(-1)
        ?.flights.map(({ budgetCents }) => budgetCents),
    ).to.deep.equal([10_000, 30_000]);
  });

  it('says every reason a row is not taken, and takes the others', () => {
    const found = preview(
      csv(
        'Channel,Vendor,Line,Rate kind,Price,First day,Last day,Budget\n' +
          'Skywriting,Aero,Banner,CPM,ten,13/45/2026,11/8/2026,-5\n' +
          'Social,Townsquare,Feed,,,11/9/2026,11/2/2026,100\n' +
          'Connected TV,Keystone Streaming,Streaming homes,CPM,40,11/16/2026,11/29/2026,7000\n' +
          ',,,,,,,\n' +
          'Grand total,,,,,,,7100\n',
      ),
    );
    expect(row(found, 'Banner').reasons.slice(0, 4)).to.deep.equal([
      'Channel is “Skywriting” in A2: give a channel such as Connected TV, Social or Linear TV.',
      'Price is “ten” in E2: give a price in dollars.',
      'First day is “13/45/2026” in F2: give a day such as 2026-11-01 or 11/1/2026.',
      'Budget or total is “-5” in H2: give an amount in dollars, zero or more.',
    ]);
    expect(row(found, 'Feed').reasons).to.deep.equal([
      'A new line needs its rate: a Rate kind such as CPM, and a Price.',
    ]);
    expect(row(found, 'Streaming homes').changes).to.deep.equal([
      { what: 'Rate', from: 'CPM $32.50 gross', to: 'CPM $40.00 gross' },
    ]);
    expect(found.left).to.deep.equal([{ row: 6, says: 'Grand total', reason: 'A total: totals are added up here.' }]);
    expect(applied(found).length).to.equal(3);
    expect(found.unnamed).to.deep.equal(['=Donate, "terms"', 'Early news']);
  });

  it('refuses a line named twice by week, and an unclear name', () => {
    const twice = preview(csv('Line,10/26\nEarly news,1\nEarly news,2\n'));
    expect(twice.rows.map(({ status }) => status)).to.deep.equal(['changed', 'error']);
    expect(twice.rows[1]?.reasons).to.deep.equal(['Row 2 is this line already: keep one of them.']);
    const twins = [LINES[0]!, { ...LINES[0]!, id: 'lin_twin' }];
    const unclear = preview(csv('Line,10/26\nStreaming homes,1\n'), {}, twins);
    expect(unclear.rows[0]?.reasons[0]).to.contain('The plan has 2 lines “Streaming homes”');
  });

  it('never works a formula out: refused, also in a CSV', () => {
    const found = preview(csv('Line,10/26\nEarly news,=3*450\n'));
    expect(found.rows[0]?.reasons[0]).to.equal(
      'B2 holds the formula =3*450. Put its value there, or take the results saved in the file.',
    );
    const sheet = {
      name: 'Plan',
      rows: [
        [
          { kind: 'text', text: 'Line' },
          { kind: 'day', text: '2026-10-26' },
        ],
        [
          { kind: 'text', text: 'Early news' },
          { kind: 'number', text: '1350', formula: '3*450' },
        ],
      ],
    } as const;
    expect(preview(sheet).rows[0]?.status).to.equal('error');
    const saved = preview(sheet, { formulas: 'saved' });
    expect(saved.rows[0]).to.deep.include({ status: 'changed', notes: ['B2 is the saved result of =3*450.'] });
    // A CSV has no saved result to take.
    expect(preview(csv('Line,10/26\nEarly news,=3*450\n'), { formulas: 'saved' }).rows[0]?.status).to.equal('error');
  });

  it('knows files of the same headings again, whatever their weeks', () => {
    const signature = (text: string) => {
      const sheet = csv(text);
      const { columns, headerRow } = guessMapping(sheet, CAMPAIGN);
      return headingSignature(sheet.rows[headerRow] ?? [], columns);
    };
    expect(signature('Line,Who,10/26,11/2,Total\n')).to.equal(signature('Notes\nline,WHO,10/26,11/2,11/9,total\n'));
    expect(signature('Line,Who,10/26\n')).to.not.equal(signature('Line,Whom,10/26\n'));
  });

  it('says what is wrong with the columns before anything is read', () => {
    const mapping = guessMapping(csv('Line,10/26,10/28 - 11/3\n'), CAMPAIGN);
    expect(checkMapping(mapping).map(({ code }) => code)).to.deep.equal([]);
    const overlapping = {
      ...mapping,
      columns: [...mapping.columns, { kind: 'period', startDay: '2026-11-01', endDay: '2026-11-08' } as const],
    };
    expect(checkMapping(overlapping).map(({ message }) => message)).to.deep.equal([
      'Columns C and D share days from 2026-11-01: leave one out.',
    ]);
    expect(checkMapping({ ...mapping, columns: [] }).map(({ code }) => code)).to.include('no_line_column');
  });
});

describe('values of a file', () => {
  it('reads money exactly, half to even, and refuses what is none', () => {
    const table = [
      ['1234.5', 123_450],
      ['$1,234.56', 123_456],
      ['.5', 50],
      ['0.125', 12],
      ['0.135', 14],
      ['0.12500001', 13],
      ['1.234,56', undefined],
      ['1,23', undefined],
      ['-5', undefined],
      ['9'.repeat(18), undefined],
    ] as const;
    for (const [text, cents] of table) expect(readDecimal(text, 2), text).to.equal(cents);
  });

  it('reads days as people write them, a year taken from the campaign', () => {
    const winter = { startDay: '2026-12-07', endDay: '2027-02-01' };
    const table = [
      ['2026-11-01', '2026-11-01'],
      ['11/1/26', '2026-11-01'],
      ['Nov 1, 2026', '2026-11-01'],
      ['1-Nov-26', '2026-11-01'],
      ['1/4', '2027-01-04'],
      ['12/14', '2026-12-14'],
      ['2/30/2026', undefined],
      ['soon', undefined],
    ] as const;
    for (const [text, day] of table) expect(readDay(text, winter), text).to.equal(day);
    expect(readWeekdays('Mon-Fri')).to.deep.equal([1, 2, 3, 4, 5]);
    expect(readWeekdays('Sat, Sun')).to.deep.equal([6, 7]);
    expect(readWeekdays('whenever')).to.equal(undefined);
  });
});
