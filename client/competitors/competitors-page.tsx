import { Button, FileButton } from '@mantine/core';
import { IconFileImport, IconSwords } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ShareOfVoiceResponse } from '../../shared/contracts/competitors.ts';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { useMay } from '../people/session.ts';
import { count, money } from '../words/format.ts';
import { readableDays } from '../words/readable-days.ts';
import { shareOfVoiceQuery, useImportCompetitors } from './competitor-queries.ts';
import { Channels, Others, Places, shareWord, Weeks } from './share-tables.tsx';
import classes from './competitors.module.css';

const SHOWN_REJECTS = 8;

/** What others spend in the market, and our share of voice against it by week and channel. */
export function CompetitorsPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/competitors' });
  const voice = useQuery(shareOfVoiceQuery(campaignId));
  const take = useImportCompetitors(campaignId);
  const mayEdit = useMay('edit');
  return (
    <>
      <PageHead
        title="Competitors"
        tab="Competitors"
        note="Our approved plan against what others were seen to spend, gross, by broadcast week"
        actions={
          mayEdit && (
            <FileButton accept=".csv,text/csv" onChange={(file) => file && take.mutate(file)}>
              {(props) => (
                <Button leftSection={<IconFileImport size={16} />} loading={take.isPending} {...props}>
                  Import CSV
                </Button>
              )}
            </FileButton>
          )
        }
      />
      <div className={classes.stack}>
        <Refused error={take.error} />
        {take.data && (
          <Panel title="Imported">
            <div role="status">
              {count(take.data.received)} lines: {count(take.data.stored)} places changed, {count(take.data.unchanged)}{' '}
              said the same, {count(take.data.rejected.length)} refused.
              {take.data.rejected.slice(0, SHOWN_REJECTS).map((one) => (
                <div key={one.line} className="quiet">
                  Line {one.line}: {readableDays(one.message)}
                </div>
              ))}
            </div>
          </Panel>
        )}
        <Loaded query={voice}>
          {(data) =>
            data.competitors.length === 0 ? (
              <Panel flush>
                <EmptyNotice
                  icon={IconSwords}
                  title="No competitor yet"
                  text={
                    <>
                      Import a CSV with the columns{' '}
                      <span className={classes.code}>competitor, week, channel, spend</span>. A week is named by any of
                      its days, channels are those of a plan (linear_tv, ctv, olv, social, search, …), spend is in
                      dollars. {CSV_WORDS}
                    </>
                  }
                />
              </Panel>
            ) : (
              <Voice data={data} campaignId={campaignId} />
            )
          }
        </Loaded>
      </div>
    </>
  );
}

const CSV_WORDS =
  'Another file adds to this: the same competitor, week and channel is replaced, and a spend of 0 takes it out.';

function Voice({ data, campaignId }: { data: ShareOfVoiceResponse; campaignId: string }) {
  const behind = data.weeks.filter((week) => week.gapCents > 0);
  const gap = behind.reduce((sum, week) => sum + week.gapCents, 0);
  return (
    <>
      <FigureStrip label="Share of voice">
        <Figure label="Share of voice" value={shareWord(data.totals.share)} note="over all weeks" />
        <Figure label="Ours" value={money(data.totals.oursCents)} />
        <Figure
          label="Theirs"
          value={money(data.totals.theirsCents)}
          note={`${count(data.competitors.length)} ${data.competitors.length === 1 ? 'competitor' : 'competitors'}`}
        />
        <Figure
          label="Funding gap"
          value={money(gap)}
          note={`to match the largest in ${count(behind.length)} of ${count(data.weeks.length)} weeks`}
        />
      </FigureStrip>
      <div className="quiet">
        What they spend can be taken into account:{' '}
        <Link to="/campaigns/$campaignId/split" params={{ campaignId }} search={{ view: 'scenarios' }}>
          try it in a scenario of the budget split
        </Link>
        . {CSV_WORDS}
      </div>
      <Weeks weeks={data.weeks} />
      <Places data={data} />
      <div className={classes.columns}>
        <Channels channels={data.channels} />
        <Others competitors={data.competitors} />
      </div>
    </>
  );
}
