import { Button, Group, NumberInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { z } from 'zod';
import type { rotationSharesSchema } from '../../shared/contracts/creatives.ts';
import { Chip } from '../parts/chips/status-chip.tsx';
import { sayDone } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { rotationQuery, useSetWeights } from './creative-queries.ts';
import classes from './creatives.module.css';
import { percentsOf, shareState } from './shares.ts';

type LengthShares = z.infer<typeof rotationSharesSchema>['lengths'][number];

/** In which shares the creatives of each length take turns; each length adds up to 100%. */
export function Rotation({ campaignId, mayEdit }: { campaignId: string; mayEdit: boolean }) {
  const rotation = useQuery(rotationQuery(campaignId));
  return (
    <Loaded query={rotation}>
      {({ lengths }) =>
        lengths.length === 0 ? (
          <EmptyNotice title="No creatives yet" text="Shares are set among the creatives of one length." />
        ) : (
          <div className={classes.shares}>
            {lengths.map((length) => (
              <Shares
                key={`${length.lengthSeconds} ${length.creatives.map((one) => one.weight).join()}`}
                campaignId={campaignId}
                length={length}
                mayEdit={mayEdit}
              />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Shares({ campaignId, length, mayEdit }: { campaignId: string; length: LengthShares; mayEdit: boolean }) {
  const [shares, setShares] = useState(() => percentsOf(length.creatives.map((one) => one.weight)));
  const save = useSetWeights(campaignId);
  const stored = percentsOf(length.creatives.map((one) => one.weight));
  const isChanged = shares.some((share, index) => share !== stored[index]);
  const state = shareState(shares);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const weights = length.creatives.map((one, index) => ({
      creativeId: one.creativeId,
      weight: (shares[index] ?? 0) * 100,
    }));
    save.mutate(weights, { onSuccess: () => sayDone(`Shares of the ${length.lengthSeconds} s creatives are saved.`) });
  };
  return (
    <form onSubmit={submit} aria-label={`Shares of ${length.lengthSeconds} s`}>
      <h3 className={classes.title}>{length.lengthSeconds} seconds</h3>
      {length.creatives.map((one, index) => (
        <div key={one.creativeId} className={classes.share}>
          <div>
            {one.title}
            <div className={classes.sub}>{one.adId}</div>
          </div>
          <NumberInput
            aria-label={`Share of ${one.title}, %`}
            size="xs"
            min={0}
            max={100}
            suffix="%"
            disabled={!mayEdit}
            value={shares[index] ?? 0}
            onChange={(value) =>
              setShares(shares.map((share, at) => (at === index ? Math.round(Number(value) || 0) : share)))
            }
          />
          <div className={classes.bar} aria-hidden>
            <span style={{ width: `${Math.min(100, shares[index] ?? 0)}%` }} />
          </div>
        </div>
      ))}
      <div className={classes.sum}>
        {state.isComplete ? (
          <Chip tone="on" icon={IconCheck}>
            100%
          </Chip>
        ) : (
          <Chip tone="over" icon={IconAlertTriangle}>
            {state.sum}%: {state.missing > 0 ? `${state.missing} points missing` : `${-state.missing} points too many`}
          </Chip>
        )}
        {mayEdit && (
          <Group gap={8} ml="auto">
            <Button size="compact-sm" variant="default" onClick={() => setShares(percentsOf(shares.map(() => 1)))}>
              Equal shares
            </Button>
            {!state.isComplete && state.sum > 0 && (
              <Button size="compact-sm" variant="default" onClick={() => setShares(percentsOf(shares))}>
                Make it 100%
              </Button>
            )}
            <Button type="submit" size="compact-sm" disabled={!state.isComplete || !isChanged} loading={save.isPending}>
              Save shares
            </Button>
          </Group>
        )}
      </div>
      <Refused error={save.error} />
    </form>
  );
}
