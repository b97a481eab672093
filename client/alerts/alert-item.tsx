import { Button, Menu, TextInput } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { AlertResponse } from '../../shared/contracts/alerts.ts';
import { AskButton } from '../parts/actions/ask-button.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { useMay } from '../people/session.ts';
import { instant } from '../words/format.ts';
import { readableDays } from '../words/readable-days.ts';
import { useAcknowledge, useSnooze } from './alert-queries.ts';
import { AlertStateChip, RULE_WORDS, SeverityChip } from './alert-words.tsx';
import classes from './alerts.module.css';

const HOUR_MS = 3_600_000;
const SNOOZES = [
  { label: '1 hour', hours: 1 },
  { label: '4 hours', hours: 4 },
  { label: '1 day', hours: 24 },
  { label: '3 days', hours: 72 },
  { label: '1 week', hours: 168 },
] as const;

/** One alert: its cause in words, since when, and what may be done about it. */
export function AlertItem({ alert, zone }: { alert: AlertResponse; zone: string }) {
  const acknowledge = useAcknowledge(alert.id);
  const snooze = useSnooze(alert.id);
  const [note, setNote] = useState('');
  const mayAct = useMay('submit') && alert.state !== 'resolved';
  return (
    <li className={classes.alert}>
      <div style={{ display: 'grid', gap: 5 }}>
        <div className={classes.head}>
          <SeverityChip severity={alert.severity} />
          {alert.state !== 'open' && <AlertStateChip state={alert.state} />}
          <span className={classes.subject}>
            {RULE_WORDS[alert.rule][0]}: <Subject alert={alert} />
          </span>
        </div>
        <div>{readableDays(alert.message)}</div>
        {alert.note && (
          <div className={classes.note}>
            {alert.note}
            {alert.acknowledgedBy && <span className={classes.when}> {alert.acknowledgedBy}</span>}
          </div>
        )}
        <div className={classes.when}>
          Since {instant(alert.openedAt, zone)}, last seen {instant(alert.lastSeenAt, zone)}
          {alert.snoozedUntil && alert.state === 'snoozed' && `, quiet until ${instant(alert.snoozedUntil, zone)}`}
          {alert.resolvedAt && `, gone since ${instant(alert.resolvedAt, zone)}`}
        </div>
      </div>
      {mayAct && (
        <div className={classes.steps}>
          {alert.state !== 'acknowledged' && (
            <AskButton
              label="Acknowledge…"
              question="What is being done about it?"
              isBusy={acknowledge.isPending}
              onAnswer={(note) =>
                acknowledge.mutate(note, { onSuccess: () => sayDone('Acknowledged.'), onError: sayFailed })
              }
            />
          )}
          <Menu position="bottom-end" closeOnItemClick width={260}>
            <Menu.Target>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconBellOff size={14} />}
                loading={snooze.isPending}
              >
                Snooze
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <TextInput
                label="Note (optional)"
                size="xs"
                px={8}
                pb={8}
                pt={4}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
                onKeyDown={(event) => event.stopPropagation()}
              />
              {SNOOZES.map((choice) => (
                <Menu.Item
                  key={choice.label}
                  onClick={() =>
                    snooze.mutate(
                      {
                        until: new Date(Date.now() + choice.hours * HOUR_MS).toISOString(),
                        ...(note.trim() === '' ? {} : { note: note.trim() }),
                      },
                      { onSuccess: () => sayDone(`Quiet for ${choice.label}.`), onError: sayFailed },
                    )
                  }
                >
                  For {choice.label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
    </li>
  );
}

/** What the alert is about, as a way to it. */
function Subject({ alert }: { alert: AlertResponse }): ReactNode {
  const { campaignId, subjectId } = alert;
  const subjectLabel = readableDays(alert.subjectLabel);
  if (alert.subjectKind === 'source') {
    return (
      <Link to="/webhook-sources/$sourceId" params={{ sourceId: subjectId }}>
        {subjectLabel}
      </Link>
    );
  }
  if (!campaignId) return subjectLabel;
  if (alert.rule === 'deadline_near') {
    return (
      <Link to="/campaigns/$campaignId/spots" params={{ campaignId }} search={{ view: 'traffic' }}>
        {subjectLabel}
      </Link>
    );
  }
  switch (alert.subjectKind) {
    // Pacing opens the line a flight belongs to.
    case 'line':
    case 'flight':
      return (
        <Link to="/campaigns/$campaignId/pacing" params={{ campaignId }} search={{ line: subjectId }}>
          {subjectLabel}
        </Link>
      );
    case 'creative':
      return (
        <Link to="/campaigns/$campaignId/creatives" params={{ campaignId }} search={{ creative: subjectId }}>
          {subjectLabel}
        </Link>
      );
    case 'spot':
      return (
        <Link to="/campaigns/$campaignId/spots" params={{ campaignId }} search={{ spot: subjectId }}>
          {subjectLabel}
        </Link>
      );
    case 'campaign':
      return (
        <Link to="/campaigns/$campaignId/pacing" params={{ campaignId }}>
          {subjectLabel}
        </Link>
      );
  }
}
