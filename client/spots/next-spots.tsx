import { IconDeviceTv } from '@tabler/icons-react';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { cellMoney, clock, day, NO_VALUE, points, words } from '../words/format.ts';

/** The next airings, soonest first. */
export function NextSpots({ spots, zone }: { spots: readonly SpotResponse[]; zone: string }) {
  if (spots.length === 0) {
    return (
      <EmptyNotice
        icon={IconDeviceTv}
        title="No spots ahead"
        text="Spots appear here once the plan is approved and its TV lines are scheduled."
      />
    );
  }
  return (
    <TableRegion label="Next spots by time">
      <table className="table">
        <thead>
          <tr>
            <th>Airs</th>
            <th>Station</th>
            <th>Daypart</th>
            <th>Creative</th>
            <th className="num">Length, s</th>
            <th className="num">Rating</th>
            <th className="num">Cost, $</th>
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          {spots.map((spot) => (
            <tr key={spot.id}>
              <td style={{ whiteSpace: 'nowrap' }}>
                {day(spot.airDay, 'weekday')}, {clock(spot.scheduledAt, zone)}
              </td>
              <td style={{ fontWeight: 600 }}>{spot.station}</td>
              <td>{words(spot.daypart)}</td>
              <td>
                {spot.creative ? (
                  `${spot.creative.title} (${spot.creative.adId})`
                ) : (
                  <span className="quiet">{NO_VALUE}</span>
                )}
              </td>
              <td className="num">{spot.lengthSeconds}</td>
              <td className="num">{points(spot.ratingHundredths)}</td>
              <td className="num">{cellMoney(spot.costCents)}</td>
              <td>
                <StatusChip status={spot.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
