import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { EmptyNotice } from '../notices/notices.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <main style={{ padding: '12vh 0' }}>
      <EmptyNotice
        icon={IconMapOff}
        title="There is no page at this address"
        text="The link may be old, or a letter is missing."
        action={
          <Button component="a" href="/" variant="default">
            Go to the campaigns
          </Button>
        }
      />
    </main>
  );
}
