import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { CreativeResponse } from '../../shared/contracts/creatives.ts';
import { AskButton } from '../parts/actions/ask-button.tsx';
import { Facts } from '../parts/figures/facts.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { useMay } from '../people/session.ts';
import { daypartWord } from '../spots/spot-words.ts';
import { basisPoints, count, day, decimal, instant, words } from '../words/format.ts';
import { ApprovalChip } from './approval-chip.tsx';
import { CreativeForm } from './creative-form.tsx';
import { useApprovalStep, type ApprovalStep } from './creative-queries.ts';
import classes from './creatives.module.css';
import { Release } from './release.tsx';

/** One creative: whether it may air and why not, its approval, its release, where it is used, and its fields. */
export function CreativeDetail({ creative, zone }: { creative: CreativeResponse; zone: string }) {
  const mayEdit = useMay('edit');
  const [isEditing, setEditing] = useState(false);
  const { disclaimer, approval } = creative;
  return (
    <div className={classes.stack}>
      <Group gap={8}>
        <ApprovalChip status={approval.status} />
        <Approval creative={creative} />
        {mayEdit && (
          <Button size="compact-sm" variant="default" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
            {isEditing ? 'Keep as it is' : 'Edit'}
          </Button>
        )}
      </Group>
      <IssueList issues={creative.issues} none="It may air." />
      {isEditing ? (
        <CreativeForm campaignId={creative.campaignId} creative={creative} onDone={() => setEditing(false)} />
      ) : (
        <Facts
          rows={[
            [creative.adIdKind === 'isci' ? 'ISCI' : 'Ad-ID', <code key="id">{creative.adId}</code>],
            ['Kind', words(creative.kind)],
            ['Length', `${creative.lengthSeconds} s, ${creative.definition}`],
            ['First day', creative.startDay ? day(creative.startDay, 'long') : 'any'],
            ['Last day', creative.lastDay ? day(creative.lastDay, 'long') : 'any'],
            ['Dayparts', creative.dayparts ? creative.dayparts.map(daypartWord).join(', ') : 'all'],
            [
              'Disclaimer',
              disclaimer
                ? `“${disclaimer.text}” for ${decimal(disclaimer.seconds, 1)} s, ${basisPoints(disclaimer.heightBasisPoints)} of the height`
                : 'none',
            ],
            ['Rotation weight', count(creative.rotationWeight)],
            [
              'Approval',
              approval.by &&
                `${words(approval.status)} by ${approval.by}${approval.at ? `, ${instant(approval.at, zone)}` : ''}`,
            ],
            ['Note', approval.note],
            ['Use', <Use key="use" creative={creative} zone={zone} />],
          ]}
        />
      )}
      {creative.kind === 'testimonial' && <Release creative={creative} mayEdit={mayEdit} />}
    </div>
  );
}

function Use({ creative, zone }: { creative: CreativeResponse; zone: string }) {
  const { coming, aired, nextAirAt } = creative.use;
  return (
    <>
      {count(coming)} spots to come, {count(aired)} aired{nextAirAt && `, next ${instant(nextAirAt, zone)}`}.{' '}
      <Link to="/campaigns/$campaignId/spots" params={{ campaignId: creative.campaignId }}>
        See the spots
      </Link>
    </>
  );
}

function Approval({ creative }: { creative: CreativeResponse }) {
  const take = useApprovalStep(creative.id);
  const mayEdit = useMay('edit');
  const mayApprove = useMay('approve');
  const { status } = creative.approval;
  const run = (step: ApprovalStep, note?: string) =>
    take.mutate({ step, note }, { onSuccess: () => sayDone(`${creative.title}: ${DONE[step]}.`), onError: sayFailed });
  return (
    <>
      {mayEdit && (status === 'draft' || status === 'rejected') && (
        <Button size="compact-sm" loading={take.isPending} onClick={() => run('submit')}>
          Ask for approval
        </Button>
      )}
      {mayApprove && status === 'in_review' && (
        <>
          <Button size="compact-sm" loading={take.isPending} onClick={() => run('approve')}>
            Approve
          </Button>
          <AskButton
            label="Reject…"
            question="What must change?"
            isBusy={take.isPending}
            onAnswer={(note) => run('reject', note)}
          />
        </>
      )}
    </>
  );
}

const DONE: Readonly<Record<ApprovalStep, string>> = {
  submit: 'sent to approval',
  approve: 'approved',
  reject: 'rejected',
};
