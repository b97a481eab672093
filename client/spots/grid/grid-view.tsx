import { ActionIcon, Button, Group, Select } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDeviceTv } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import {
  addDays,
  eachDay,
  earlierDay,
  isDay,
  laterDay,
  mondayOf,
  type Day,
} from '../../../shared/domain/calendar/day.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { useMay } from '../../people/session.ts';
import { period } from '../../words/format.ts';
import { FillBar } from '../fill/fill-bar.tsx';
import type { FillMarks } from '../fill/fill-marks.ts';
import { useShiftSpot } from '../fill/shift-spot.ts';
import { daypartsQuery, spotGridQuery } from '../spot-queries.ts';
import { BulkBar } from './bulk-bar.tsx';
import { hasSpots, readCellId, type CellRef } from './cells.ts';
import { SpotGrid } from './spot-grid.tsx';

const DAYS_SHOWN = 14;
const NONE: ReadonlySet<string> = new Set();
const NO_MARKS: FillMarks = new Map();

/** Two weeks of the grid, with the way to the weeks around, and what to do with selected cells. */
export function GridView({ campaign, today, empty }: { campaign: CampaignResponse; today: Day; empty: ReactNode }) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/spots' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/spots' });
  const mayEdit = useMay('edit');
  const [selected, setSelected] = useState(NONE);
  const [isSelecting, setSelecting] = useState(false);
  const [fill, setFill] = useState<Readonly<{ source: string | null; cells: ReadonlySet<string> }> | null>(null);
  const [marks, setMarks] = useState<FillMarks>(NO_MARKS);
  const shift = useShiftSpot(campaign.id);
  const dayparts = useQuery(daypartsQuery(campaign.id));
  const mayFill = mayEdit && campaign.approvedPlanId !== null;
  const usualClock = ({ daypart }: CellRef) => dayparts.data?.dayparts.find(({ id }) => id === daypart)?.start ?? '';
  const endFill = () => {
    setFill(null);
    setSelected(NONE);
  };
  const from = search.from && isDay(search.from) ? mondayOf(search.from) : defaultStart(campaign, today);
  const to = addDays(from, DAYS_SHOWN);
  const grid = useQuery(spotGridQuery(campaign.id, { from, to, station: search.station }));
  const everything = useQuery(spotGridQuery(campaign.id, { from: campaign.startDay, to: campaign.endDay }));
  const stations = [...new Set(everything.data?.rows.map((row) => row.station))].toSorted();
  const show = (start: Day) => {
    endFill();
    void navigate({ search: (before) => ({ ...before, from: start }), replace: true });
  };
  const filters = (
    <>
      {mayEdit && (
        <Button
          size="compact-sm"
          variant={isSelecting ? 'light' : 'default'}
          aria-pressed={isSelecting}
          onClick={() => setSelecting(!isSelecting)}
        >
          {isSelecting ? 'Selecting' : 'Select cells'}
        </Button>
      )}
      <Select
        aria-label="Station"
        w={150}
        size="xs"
        value={search.station ?? 'all'}
        data={[{ value: 'all', label: 'All stations' }, ...stations]}
        onChange={(value) =>
          void navigate({
            search: (before) => ({ ...before, station: value === 'all' ? undefined : (value ?? undefined) }),
            replace: true,
          })
        }
      />
      <Group gap={6} wrap="nowrap">
        <ActionIcon aria-label="Two weeks earlier" onClick={() => show(addDays(from, -DAYS_SHOWN))}>
          <IconChevronLeft size={18} />
        </ActionIcon>
        <Button size="compact-sm" variant="default" onClick={() => show(mondayOf(today))}>
          Today
        </Button>
        <ActionIcon aria-label="Two weeks later" onClick={() => show(to)}>
          <IconChevronRight size={18} />
        </ActionIcon>
      </Group>
    </>
  );
  return (
    <>
      {fill && (
        <FillBar
          key={[...fill.cells].join()}
          campaignId={campaign.id}
          cells={fill.cells}
          source={readCellId(fill.source ?? undefined) ?? null}
          usualClock={usualClock}
          onMarks={setMarks}
          onClose={endFill}
        />
      )}
      {mayEdit && !fill && selected.size > 0 && (
        <BulkBar
          campaignId={campaign.id}
          selected={selected}
          onFill={mayFill ? () => setFill({ source: null, cells: selected }) : undefined}
          onClear={() => setSelected(NONE)}
        />
      )}
      <Panel
        title={period(from, to)}
        note={`broadcast days from 05:00, ${campaign.timeZone}`}
        actions={<Group gap={6}>{filters}</Group>}
        flush
      >
        <Loaded query={grid}>
          {(data) => {
            if (data.rows.length === 0 || (everything.data && !hasSpots(everything.data))) {
              if (everything.data && hasSpots(everything.data)) {
                return (
                  <EmptyNotice
                    icon={IconDeviceTv}
                    title="No spots in these two weeks"
                    text={`The campaign runs ${period(campaign.startDay, campaign.endDay)}.`}
                    action={
                      <Button variant="default" onClick={() => show(mondayOf(campaign.startDay))}>
                        Go to the first week
                      </Button>
                    }
                  />
                );
              }
              return empty;
            }
            return (
              <SpotGrid
                grid={data}
                days={eachDay(from, to)}
                today={today}
                selected={selected}
                onSelect={(next) => {
                  setFill(null);
                  setSelected(next);
                }}
                isSelecting={isSelecting}
                marks={marks}
                onFill={mayFill ? (source, cells) => setFill({ source, cells }) : undefined}
                onShift={mayEdit ? (cell, byDays) => shift.mutate({ cell, byDays }) : undefined}
                onOpen={(cell) => void navigate({ search: (before) => ({ ...before, cell, spot: undefined }) })}
              />
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

/** The present week, or the campaign's nearest. */
function defaultStart(campaign: CampaignResponse, today: Day): Day {
  return mondayOf(earlierDay(laterDay(today, campaign.startDay), addDays(campaign.endDay, -1)));
}
