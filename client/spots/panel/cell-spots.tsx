import { Button, Group, Select, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { broadcastClockSchema } from '../../../shared/contracts/spots.ts';
import { parseClock } from '../../../shared/domain/calendar/broadcast-clock.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { sayDone } from '../../parts/notices/announce.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { useMay } from '../../people/session.ts';
import { planQuery } from '../../plans/plan-queries.ts';
import { clock, money, period } from '../../words/format.ts';
import type { CellRef } from '../grid/cells.ts';
import { daypartsQuery, spotsQuery } from '../spot-queries.ts';
import { fillCheckQuery, useAddSpot } from '../spot-steps.ts';
import classes from './panel.module.css';

/** The spots of one cell by the time they air, and a form for one more. */
export function CellSpots({
  campaign,
  cell,
  onOpen,
}: {
  campaign: CampaignResponse;
  cell: CellRef;
  onOpen: (spotId: string) => void;
}) {
  const filter = {
    station: cell.station,
    daypart: cell.daypart,
    lineId: cell.lineId,
    from: cell.day,
    to: addDays(cell.day, 1),
  };
  const spots = useQuery(spotsQuery(campaign.id, filter));
  const mayEdit = useMay('edit');
  return (
    <div className={classes.stack}>
      <Loaded query={spots}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice title="No spots here" text="Nothing of this line is placed in this daypart on this day." />
          ) : (
            <div style={{ display: 'grid', gap: 8 }}>
              {rows.map((spot) => (
                <UnstyledButton key={spot.id} className={classes.spot} onClick={() => onOpen(spot.id)}>
                  <span className={classes.time}>{spot.clock}</span>
                  <span className={classes.grow}>
                    {spot.creative?.title ?? <span className="quiet">No copy yet</span>}
                    <span className={classes.small}>
                      {' '}
                      · {clock(spot.scheduledAt, campaign.timeZone)} · {money(spot.costCents)}
                      {spot.makegoodForId && ' · make-good'}
                    </span>
                  </span>
                  <StatusChip status={spot.status} />
                  <IconChevronRight size={15} aria-hidden />
                </UnstyledButton>
              ))}
            </div>
          )
        }
      </Loaded>
      {mayEdit && campaign.approvedPlanId && (
        <AddSpot campaign={campaign} planId={campaign.approvedPlanId} cell={cell} onOpen={onOpen} />
      )}
    </div>
  );
}

function AddSpot(props: {
  campaign: CampaignResponse;
  planId: string;
  cell: CellRef;
  onOpen: (spotId: string) => void;
}) {
  const { cell, campaign } = props;
  const plan = useQuery(planQuery(campaign.id, props.planId));
  const add = useAddSpot(campaign.id);
  const dayparts = useQuery(daypartsQuery(campaign.id));
  const daypart = dayparts.data?.dayparts.find((one) => one.id === cell.daypart);
  const [typed, setTyped] = useState<string | null>(null);
  const time = typed ?? (daypart ? clockOf((parseClock(daypart.start) ?? 0) + 15) : '');
  const line = plan.data?.lines.find((one) => one.id === cell.lineId);
  const flights = line?.flights.filter((flight) => flight.startDay <= cell.day && cell.day < flight.endDay) ?? [];
  const [flightId, setFlightId] = useState<string | null>(null);
  const flight = flights.find((one) => one.id === flightId) ?? flights[0];
  const fault = broadcastClockSchema.safeParse(time).error?.issues[0]?.message;
  const [settled] = useDebouncedValue(time, 200);
  const check = useQuery({
    ...fillCheckQuery(campaign.id, { lineId: cell.lineId, airDay: cell.day, clock: settled }),
    enabled: flight !== undefined && broadcastClockSchema.safeParse(settled).success,
  });
  const against = settled === time ? (check.data ?? []) : [];
  if (plan.data && !flight)
    return <div className="quiet">No flight of this line runs on this day, so no spot can be added here.</div>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!flight) return;
    add.mutate(
      { flightId: flight.id, airDay: cell.day, clock: time },
      {
        onSuccess(spot) {
          sayDone(`Added at ${spot.clock}.`);
          props.onOpen(spot.id);
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className={classes.box} aria-label="Add a spot">
      <h3 className={classes.title} style={{ margin: 0 }}>
        Add a spot
      </h3>
      <Group align="flex-start" gap={10}>
        <TextInput
          label="Broadcast time"
          description={daypart && `${daypart.start} to ${daypart.end}`}
          w={150}
          value={time}
          error={time !== '' && fault}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {flights.length > 1 && (
          <Select
            label="Flight"
            description="Its budget pays"
            value={flight?.id ?? null}
            data={flights.map((one) => ({ value: one.id, label: period(one.startDay, one.endDay) }))}
            onChange={setFlightId}
          />
        )}
      </Group>
      {against.length > 0 && <IssueList issues={against} />}
      <Refused error={add.error} />
      <Group>
        <Button
          type="submit"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={fault !== undefined || !flight || against.length > 0}
          loading={add.isPending}
        >
          Add the spot
        </Button>
      </Group>
    </form>
  );
}

function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
