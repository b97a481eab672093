import { Button, Select, TextInput } from '@mantine/core';
import { IconMapPin } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { ConfirmButton } from '../../parts/actions/confirm-button.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useActor, useMay } from '../../people/session.ts';
import { count, day, HOME_ZONE, instant, rate } from '../../words/format.ts';
import { flightOptionsQuery, useMapPlacement, type FlightGroup } from '../source-queries.ts';
import classes from '../webhooks.module.css';

/** What a platform calls its placements, and which of our flights each belongs to. Mapped once, its facts follow at once. */
export function PlacementsView({ source }: { source: WebhookSourceResponse }) {
  const mayIntegrate = useMay('integrate');
  const mayReadPlans = useActor()?.role !== 'platform';
  const flights = useQuery({ ...flightOptionsQuery, enabled: mayReadPlans });
  const groups = flights.data ?? [];
  return (
    <div className={classes.stack}>
      <Panel title="Unmapped" note="reported, kept, and counted nowhere until mapped" flush>
        {source.unmapped.length === 0 ? (
          <EmptyNotice
            icon={IconMapPin}
            title="Every placement is mapped"
            text="A placement named for the first time appears here with what it reported so far."
          />
        ) : (
          <TableRegion label="Unmapped placements">
            <table className="table">
              <thead>
                <tr>
                  <th>Placement</th>
                  <th className="num">Days</th>
                  <th>From – to</th>
                  <th className="num">Spend</th>
                  <th className="num">Impressions</th>
                  <th>Belongs to flight</th>
                </tr>
              </thead>
              <tbody>
                {source.unmapped.map((one) => (
                  <tr key={one.placement}>
                    <td>
                      <strong>{one.placement}</strong>
                    </td>
                    <td className="num">{count(one.days)}</td>
                    <td className={classes.nowrap}>
                      {day(one.firstDay)} – {day(one.lastDay)}
                    </td>
                    <td className="num">{rate(one.spendMicros)}</td>
                    <td className="num">{count(one.impressions)}</td>
                    <td>
                      {mayIntegrate && (
                        <MapTo
                          sourceId={source.id}
                          placement={one.placement}
                          groups={groups}
                          mayReadPlans={mayReadPlans}
                        />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableRegion>
        )}
      </Panel>
      <Panel title="Mapped" flush>
        <Mapped source={source} groups={groups} mayIntegrate={mayIntegrate} />
      </Panel>
    </div>
  );
}

function MapTo(props: { sourceId: string; placement: string; groups: readonly FlightGroup[]; mayReadPlans: boolean }) {
  const map = useMapPlacement(props.sourceId);
  const [flightId, setFlightId] = useState<string | null>(null);
  const save = () =>
    map.mutate(
      { placement: props.placement, flightId },
      { onSuccess: () => sayDone(`${props.placement} is mapped; what it reported counts now.`), onError: sayFailed },
    );
  return (
    <div style={{ display: 'flex', gap: 8, minWidth: 320 }}>
      {props.mayReadPlans ? (
        <Select
          aria-label={`Flight of ${props.placement}`}
          placeholder="Choose a flight"
          searchable
          size="xs"
          style={{ flex: 1 }}
          value={flightId}
          data={props.groups.map((group) => ({ group: group.group, items: [...group.items] }))}
          onChange={setFlightId}
        />
      ) : (
        <TextInput
          aria-label={`Flight id of ${props.placement}`}
          placeholder="flt_…"
          size="xs"
          style={{ flex: 1 }}
          onChange={(event) => setFlightId(event.currentTarget.value || null)}
        />
      )}
      <Button size="xs" disabled={flightId === null} loading={map.isPending} onClick={save}>
        Map
      </Button>
    </div>
  );
}

function Mapped({
  source,
  groups,
  mayIntegrate,
}: {
  source: WebhookSourceResponse;
  groups: readonly FlightGroup[];
  mayIntegrate: boolean;
}) {
  const map = useMapPlacement(source.id);
  if (source.placements.length === 0)
    return (
      <EmptyNotice
        title="Nothing is mapped yet"
        text="Map a placement above once it has reported, or name placements when a source is made over the API."
      />
    );
  const labelOf = (flightId: string) => {
    for (const group of groups) {
      const found = group.items.find((item) => item.value === flightId);
      if (found) return `${group.group}: ${found.label}`;
    }
    return flightId;
  };
  return (
    <TableRegion label="Mapped placements">
      <table className="table">
        <thead>
          <tr>
            <th>Placement</th>
            <th>Flight</th>
            <th>Mapped</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {source.placements.map((one) => (
            <tr key={one.placement}>
              <td>
                <strong>{one.placement}</strong>
              </td>
              <td>{labelOf(one.flightId)}</td>
              <td className={classes.nowrap}>{instant(one.mappedAt, HOME_ZONE)}</td>
              <td className="num">
                {mayIntegrate && (
                  <ConfirmButton
                    label="Take back"
                    question={`Take the mapping of ${one.placement} back?`}
                    consequence="Its facts are kept but count for no flight until it is mapped again."
                    isBusy={map.isPending}
                    onConfirm={() => map.mutate({ placement: one.placement, flightId: null }, { onError: sayFailed })}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
