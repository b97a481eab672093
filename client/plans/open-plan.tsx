import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';

/** The way on from a page that has nothing to show before the plan says more. */
export function OpenPlan({ campaignId }: { campaignId: string }) {
  return (
    <Button
      variant="default"
      renderRoot={(root) => <Link to="/campaigns/$campaignId/plan" params={{ campaignId }} {...root} />}
    >
      Open the plan
    </Button>
  );
}
