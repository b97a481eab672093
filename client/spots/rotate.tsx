import { Button, Modal, Stack } from '@mantine/core';
import { IconArrowsShuffle } from '@tabler/icons-react';
import { useState } from 'react';
import { count } from '../format.ts';
import { sayFailed } from '../parts/announce.ts';
import { IssueList } from '../parts/issue-list.tsx';
import { RotationsTable } from './runs/proof.tsx';
import { useRotate } from './spot-steps.ts';

/** Gives the coming spots their copy by the rotation shares, then says what changed, how even it is and what has no copy. */
export function Rotate({ campaignId }: { campaignId: string }) {
  const rotate = useRotate(campaignId);
  const [isOpen, setOpen] = useState(false);
  const run = () => rotate.mutate(undefined, { onSuccess: () => setOpen(true), onError: sayFailed });
  return (
    <>
      <Button variant="default" leftSection={<IconArrowsShuffle size={16} />} loading={rotate.isPending} onClick={run}>
        Rotate copy
      </Button>
      {isOpen && rotate.data && (
        <Modal opened onClose={() => setOpen(false)} title="Rotate copy" size="xl">
          <Rotated answer={rotate.data} />
        </Modal>
      )}
    </>
  );
}

function Rotated({ answer }: { answer: NonNullable<ReturnType<typeof useRotate>['data']> }) {
  const changed = answer.stations.reduce((sum, station) => sum + station.changed, 0);
  return (
    <Stack gap="md">
      <div role="status">
        {changed === 0
          ? answer.issues.some(({ severity }) => severity === 'error')
            ? 'No copy was changed.'
            : 'The copy of every spot is as it should be.'
          : `Copy of ${count(changed)} ${changed === 1 ? 'spot' : 'spots'} changed, as even as the shares allow.`}
      </div>
      <IssueList issues={answer.issues} most={6} none="Every coming spot has copy that may air." />
      <RotationsTable rotations={answer.stations} />
    </Stack>
  );
}
