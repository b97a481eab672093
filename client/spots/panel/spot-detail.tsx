import { Button, Group, Select } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { SpotResponse } from '../../../shared/contracts/spots.ts';
import { creativesQuery } from '../../creatives/creative-queries.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { Facts } from '../../parts/figures/facts.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { useMay } from '../../people/session.ts';
import { instant, money, words } from '../../words/format.ts';
import { useAssignCreative } from '../spot-steps.ts';
import { airWords, pointWords } from '../spot-words.ts';
import { Makegood } from './makegood.tsx';
import classes from './panel.module.css';
import { SpotLog } from './spot-log.tsx';
import { SpotSteps } from './spot-steps-bar.tsx';

type SpotDetailProps = Readonly<{
  spot: SpotResponse;
  campaign: CampaignResponse;
  onBack?: () => void;
  onOpen: (spotId: string) => void;
}>;

/** One spot: where it stands, the steps it may take, and everything that happened to it. */
export function SpotDetail({ spot, campaign, onBack, onOpen }: SpotDetailProps) {
  const mayEdit = useMay('edit');
  const zone = campaign.timeZone;
  return (
    <div className={classes.stack}>
      <Group gap={10}>
        {onBack && (
          <Button size="compact-sm" variant="default" leftSection={<IconArrowLeft size={14} />} onClick={onBack}>
            All spots of the cell
          </Button>
        )}
        <StatusChip status={spot.status} />
        {spot.verified && <StatusChip status="ok" word="As-run on file" />}
      </Group>
      <Facts
        rows={[
          ['Airs', airWords(spot, zone)],
          ['Sold window', `${spot.windowStart} to ${spot.windowEnd} broadcast`],
          ['Program', spot.program ?? undefined],
          ['Aired', spot.airedAt ? instant(spot.airedAt, zone) : undefined],
          ['Line', <LineLink key="line" spot={spot} />],
          ['Vendor', spot.vendor],
          [
            'Copy',
            mayEdit && spot.possibleSteps.includes('assign') ? <Copy key="copy" spot={spot} /> : copyWords(spot),
          ],
          ['Length', `${spot.lengthSeconds} s`],
          ['Rating', pointWords(spot.ratingHundredths)],
          ['Cost, gross', money(spot.costCents)],
          [
            'Makes good',
            spot.makegoodForId && <SpotLink key="for" id={spot.makegoodForId} word="the lost spot" onOpen={onOpen} />,
          ],
          [
            'Made good by',
            spot.makegoodId && <SpotLink key="by" id={spot.makegoodId} word="its replacement" onOpen={onOpen} />,
          ],
        ]}
      />
      {mayEdit && <SpotSteps spot={spot} />}
      {spot.possibleSteps.includes('make_good') && (
        <Makegood spot={spot} zone={zone} mayEdit={mayEdit} onOpen={onOpen} />
      )}
      <SpotLog spot={spot} zone={zone} />
    </div>
  );
}

function LineLink({ spot }: { spot: SpotResponse }) {
  return (
    <Link to="/campaigns/$campaignId/plan" params={{ campaignId: spot.campaignId }} search={{ line: spot.lineId }}>
      {spot.lineName}
    </Link>
  );
}

function SpotLink({ id, word, onOpen }: { id: string; word: string; onOpen: (spotId: string) => void }) {
  return (
    <Button size="compact-sm" variant="default" onClick={() => onOpen(id)}>
      Open {word}
    </Button>
  );
}

function copyWords(spot: SpotResponse) {
  return spot.creative ? `${spot.creative.title} (${spot.creative.adId})` : <span className="quiet">No copy yet</span>;
}

function Copy({ spot }: { spot: SpotResponse }) {
  const creatives = useQuery(creativesQuery(spot.campaignId));
  const assign = useAssignCreative(spot);
  const fitting = creatives.data?.filter((one) => one.lengthSeconds === spot.lengthSeconds) ?? [];
  const options = fitting.map((one) => ({
    value: one.id,
    label: `${one.title} (${one.adId})${one.approval.status === 'approved' ? '' : `, ${words(one.approval.status).toLowerCase()}`}`,
  }));
  const known =
    spot.creative && !options.some((one) => one.value === spot.creative?.id)
      ? [{ value: spot.creative.id, label: `${spot.creative.title} (${spot.creative.adId})` }]
      : [];
  return (
    <Select
      aria-label="Copy"
      size="xs"
      placeholder="No copy yet"
      value={spot.creative?.id ?? null}
      data={[...known, ...options]}
      disabled={assign.isPending}
      clearable
      clearButtonProps={{ 'aria-label': 'Take the copy away' }}
      nothingFoundMessage={`No creative of ${spot.lengthSeconds} s`}
      onChange={(value) =>
        assign.mutate(value, { onSuccess: () => sayDone('The copy is changed.'), onError: sayFailed })
      }
    />
  );
}
