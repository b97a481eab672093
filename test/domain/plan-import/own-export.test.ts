import { expect } from 'chai';
import fc from 'fast-check';
import writeXlsxFile from 'write-excel-file/node';
import { measuredFlowchart } from '../../../shared/domain/audience/measured-flowchart.ts';
import { flowchart } from '../../../shared/domain/flowchart.ts';
import { applyLineEdits } from '../../../shared/domain/plan-edits.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { wholeWeekEdits } from '../../../shared/domain/plan-import/whole-weeks.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { importEdits } from '../../../shared/domain/plan-import/preview.ts';
import {
  flowchartCsv,
  linesCsv,
  workbookSheets,
  type ExportInput,
} from '../../../client/plans/export/export-flowchart.ts';
import { readXlsx } from '../../../client/plans/import/read-xlsx.ts';
import { CAMPAIGN, csv, exportOf, LINES, preview } from './support.ts';

const statuses = (found: ReturnType<typeof preview>) => found.rows.map(({ status }) => status);
const said = (found: ReturnType<typeof preview>) => JSON.stringify(found.rows.map((row) => [row.reasons, row.changes]));

async function workbook(input: ExportInput) {
  const bytes = await writeXlsxFile(workbookSheets(input) as never).toBuffer();
  return readXlsx(Uint8Array.from(bytes).buffer);
}

describe('our own export, imported again', () => {
  for (const basis of ['gross', 'net'] as const)
    for (const by of ['week', 'month'] as const)
      for (const calendar of ['broadcast', 'gregorian'] as const)
        it(`changes nothing: ${basis}, ${calendar} ${by}s, as CSV and as a workbook`, async () => {
          const input = exportOf({ basis, by, calendar });
          const fromCsv = preview(csv(flowchartCsv(input)));
          expect(statuses(fromCsv), said(fromCsv)).to.deep.equal(['same', 'same', 'same']);
          expect(fromCsv.left.map(({ reason }) => reason)).to.deep.equal(['A total: totals are added up here.']);
          expect(fromCsv.unnamed).to.deep.equal([]);
          const [chart, lines] = await workbook(input);
          const fromChart = preview(chart!);
          expect(statuses(fromChart), said(fromChart)).to.deep.equal(['same', 'same', 'same']);
          const fromLines = preview(lines!);
          // The streaming line has two flights, so two rows.
          expect(statuses(fromLines), said(fromLines)).to.deep.equal(['same', 'same', 'same', 'same']);
        });

  it('changes nothing as a table of lines and flights, prices to the micro and days by weekday', () => {
    const found = preview(csv(linesCsv(exportOf())));
    expect(statuses(found), said(found)).to.deep.equal(['same', 'same', 'same', 'same']);
  });

  for (const measure of ['grps', 'spots', 'impressions'] as const)
    it(`changes nothing in ${measure}`, () => {
      const chart = flowchart({
        plan: { lines: LINES },
        campaign: CAMPAIGN,
        calendar: 'broadcast',
        by: 'week',
        basis: 'gross',
      });
      const frame = { people: 2_400_000, commissionBasisPoints: 1_500 } as never;
      const measured = measuredFlowchart({ chart, lines: LINES, measure, frame, scheduled: [] });
      const input = exportOf({ measure }, LINES, measured as never);
      const found = preview(csv(flowchartCsv(input)), {}, LINES, measured);
      expect(statuses(found), said(found)).to.deep.equal(['same', 'same', 'same']);
    });

  it('tells two lines of one name apart by their order', () => {
    const twins: readonly Line[] = [LINES[0]!, { ...LINES[0]!, id: 'lin_twin', flights: [] }];
    expect(statuses(preview(csv(flowchartCsv(exportOf({}, twins))), {}, twins))).to.deep.equal(['same', 'same']);
  });

  it('sets many weeks of a flight as one edit, to the same cents as week by week', () => {
    const all: readonly Line[] = [
      { ...LINES[0]!, flights: [{ ...LINES[0]!.flights[0]!, startDay: '2026-10-28', endDay: '2026-11-29' }] },
    ];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 5, maxLength: 5 }), (weeks) => {
        const sets = exportOf({}, all).chart.columns.map(({ startDay, endDay }, index) => {
          return { kind: 'set_cell', lineId: 'lin_ctv', startDay, endDay, cents: weeks[index] ?? 0 } as const;
        });
        const cellsAfter = (edits: Parameters<typeof applyLineEdits>[1]) => {
          const done = applyLineEdits(all, edits, (prefix) => prefix);
          return done.kind === 'ok' ? exportOf({}, done.lines).chart.rows.find(({ lineId }) => lineId)?.cells : done;
        };
        const together = wholeWeekEdits(sets, all[0]!);
        expect(together?.length).to.equal(1);
        expect(cellsAfter(together!)).to.deep.equal(cellsAfter(sets));
        expect(cellsAfter(together!)).to.deep.equal(weeks);
      }),
    );
    // A flight drawn by day, or two in a week, are set cell by cell.
    const drawn = { ...all[0]!.flights[0]!, pattern: { kind: 'to_end', growthBasisPoints: 300 } } as const;
    const sets = exportOf({}, all).chart.columns.map(({ startDay, endDay }) => {
      return { kind: 'set_cell', lineId: 'lin_ctv', startDay, endDay, cents: 5 } as const;
    });
    expect(wholeWeekEdits(sets, { ...all[0]!, flights: [drawn] })).to.equal(undefined);
    const halves = sets.map((set) => ({ ...set, startDay: addDays(set.startDay, 1), endDay: addDays(set.endDay, 1) }));
    expect(wholeWeekEdits(halves, all[0]!)).to.equal(undefined);
  });

  it('gives the typed plan back: any amounts, exported and imported into the plan before, foot to the cent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 5, maxLength: 5 }), (weeks) => {
        const columns = exportOf().chart.columns;
        const typed = applyLineEdits(
          LINES,
          columns.map(({ startDay, endDay }, index) => {
            return { kind: 'set_cell', lineId: 'lin_search', startDay, endDay, cents: weeks[index] ?? 0 } as const;
          }),
          (prefix) => `${prefix}_x`,
        );
        if (typed.kind !== 'ok') throw new Error('The cells can be set.');
        const found = preview(csv(flowchartCsv(exportOf({}, typed.lines))));
        const edits = importEdits(found, new Set(found.rows.map(({ row }) => row)));
        const again = applyLineEdits(LINES, edits, (prefix) => `${prefix}_y`);
        if (again.kind !== 'ok') throw new Error('The import can be applied.');
        const cells = exportOf({}, again.lines).chart.rows.find(({ lineId }) => lineId === 'lin_search')?.cells;
        expect(cells).to.deep.equal(weeks);
      }),
      { numRuns: 60 },
    );
  });
});
