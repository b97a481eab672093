import { Button } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../api/call.ts';
import { ConfirmButton } from '../parts/actions/confirm-button.tsx';
import { ChannelDot } from '../parts/chips/channel-dot.tsx';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { FileDrop } from '../parts/fields/file-drop.tsx';
import { Segmented } from '../parts/fields/segmented.tsx';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { EmptyNotice, ErrorNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { Mark } from '../parts/page/mark.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { MoreRows } from '../parts/table/more-rows.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { SchemeToggle } from '../shell/shell.tsx';
import { CHANNEL_COLORS } from '../theme.ts';
import { channelWord, money } from '../words/format.ts';
import classes from './gallery.module.css';

const STATUSES = [
  'draft',
  'in_review',
  'approved',
  'superseded',
  'active',
  'paused',
  'completed',
  'canceled',
  'planned',
  'ordered',
  'confirmed',
  'trafficked',
  'aired',
  'preempted',
  'missed',
  'made_good',
  'credited',
  'under',
  'on',
  'over',
  'na',
  'unknown',
  'stalled',
  'stopped',
  'bad_signature',
  'duplicate',
  'unmatched',
  'failed',
];

const DAYPARTS = [
  ['Early news', 120_000],
  ['Prime', 96_000],
] as const;

const MORE = { hasNextPage: true, isFetchingNextPage: false, fetchNextPage: () => Promise.resolve() };

const REFUSED = new ApiError({
  status: 400,
  title: 'The request is not valid',
  detail: 'Two things are wrong.',
  errors: [
    {
      code: 'over_budget',
      path: 'edits.0',
      message: 'Flights add up to $50,120.00, which is $120.00 over the $50,000.00 budget.',
    },
    {
      code: 'overlap',
      path: 'edits.1',
      message: 'CTV holds two flights over Nov 9 – Nov 15. Move or shorten one of them.',
    },
  ],
  requestId: 'req_0123456789abcdef',
});

const ISSUES = [
  {
    severity: 'error',
    code: 'over_budget',
    message: 'Flights add up to $50,120.00, which is $120.00 over the $50,000.00 budget.',
    path: 'lines',
  },
  {
    severity: 'warning',
    code: 'no_curve',
    message: 'Search has no response curve: the split leaves it as it is.',
    path: 'lines.0',
  },
  { severity: 'info', code: 'hiatus', message: 'CTV rests Nov 16 – Nov 22.', path: 'lines.1' },
] as const;

/** Each part of the house in every state, for building and for the browser tests. */
export function GalleryPage() {
  const [spent, setSpent] = useState(1_234_500);
  const [basis, setBasis] = useState<'gross' | 'net'>('gross');
  const [fileName, setFileName] = useState<string | null>(null);
  return (
    <main className={classes.page}>
      <PageHead title="Gallery" tab="Gallery" note="Every part in every state" actions={<SchemeToggle />} />
      <div className={classes.grid}>
        <Panel title="Mark and channels">
          <div className={classes.row}>
            <Mark size={20} /> <Mark size={32} /> <Mark size={48} />
          </div>
          <div className={classes.row} style={{ marginTop: 14 }}>
            {Object.keys(CHANNEL_COLORS).map((channel) => (
              <span key={channel} className={classes.row} style={{ gap: 6 }}>
                <ChannelDot channel={channel} /> {channelWord(channel)}
              </span>
            ))}
          </div>
        </Panel>
        <Panel title="Status" note="Always an icon, a hue and a word">
          <div className={classes.row}>
            {STATUSES.map((status) => (
              <StatusChip key={status} status={status} />
            ))}
          </div>
        </Panel>
        <Panel
          title="Figures"
          actions={
            <Button size="compact-sm" variant="default" onClick={() => setSpent(spent + 10_000)}>
              Spend $100
            </Button>
          }
        >
          <FigureStrip label="Example figures">
            <Figure label="Budget" value={money(5_000_000)} />
            <Figure label="Spent" value={money(spent)} note="through Nov 22" />
            <Figure label="Pace" value="98%" note={<StatusChip status="on" />} />
          </FigureStrip>
        </Panel>
        <Panel title="Controls">
          <div className={classes.row}>
            <Button>Primary</Button>
            <Button variant="default">Default</Button>
            <Button variant="light">Light</Button>
            <Button variant="subtle">Subtle</Button>
            <Button loading>Busy</Button>
            <Button disabled>Disabled</Button>
            <ConfirmButton
              label="Revoke"
              question="Revoke this key?"
              consequence="Calls with it are refused from then on."
              onConfirm={() => sayDone('Revoked.')}
            />
            <Segmented
              label="Basis"
              value={basis}
              options={[
                { value: 'gross', label: 'Gross' },
                { value: 'net', label: 'Net' },
              ]}
              onChange={setBasis}
            />
          </div>
          <div className={classes.row} style={{ marginTop: 12 }}>
            <Button variant="default" onClick={() => sayDone('The plan is saved.')}>
              Say done
            </Button>
            <Button variant="default" onClick={() => sayFailed(REFUSED)}>
              Say failed
            </Button>
          </div>
        </Panel>
        <Panel title="File">
          <FileDrop name={fileName} accept=".csv" takes="CSV, up to 10 MB" onFile={({ name }) => setFileName(name)} />
        </Panel>
        <Panel title="Table" flush>
          <TableRegion label="Example spots">
            <table className="table">
              <thead>
                <tr>
                  <th>Daypart</th>
                  <th className="num">Cost</th>
                </tr>
              </thead>
              <tbody>
                {DAYPARTS.map(([daypart, cents]) => (
                  <tr key={daypart}>
                    <td>{daypart}</td>
                    <td className="num">{money(cents)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableRegion>
          <MoreRows rows={MORE} word="Show more" p={12} />
        </Panel>
        <Panel title="Issues">
          <IssueList issues={ISSUES} />
        </Panel>
        <Panel title="No issues">
          <IssueList issues={[]} />
        </Panel>
        <Panel title="Empty" flush>
          <EmptyNotice
            title="No spots yet"
            text="Approve the plan, then schedule its TV lines."
            action={<Button>Schedule</Button>}
          />
        </Panel>
        <Panel title="Loading" flush>
          <RowsSkeleton rows={4} />
        </Panel>
        <Panel title="Refused" flush>
          <ErrorNotice error={REFUSED} onRetry={() => undefined} />
        </Panel>
        <Panel title="Broken" flush>
          <ErrorNotice error={new Error('The figures did not add up.')} />
        </Panel>
      </div>
    </main>
  );
}
