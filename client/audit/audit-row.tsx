import { UnstyledButton } from '@mantine/core';
import { count, money, words } from '../words/format.ts';
import type { AuditEntry } from './audit-queries.ts';

const SHOWN_CHANGES = 4;
/** Bookkeeping of the record itself, which says nothing about what somebody did. */
const BOOKKEEPING = /^(rev|updatedAt|history|jobHistory|actions)(\.|$)/;

function say(path: string, value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number') return path.endsWith('Cents') ? money(value) : count(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** One entry of the audit trail, its changes as from → to. */
export function AuditRow({ entry, when, onTarget }: { entry: AuditEntry; when: string; onTarget: () => void }) {
  const changes = entry.changes.filter((change) => !BOOKKEEPING.test(change.path));
  const shown = changes.slice(0, SHOWN_CHANGES);
  const more = changes.length - shown.length;
  return (
    <tr>
      <td className="num quiet">{count(entry.sequence)}</td>
      <td style={{ whiteSpace: 'nowrap' }}>{when}</td>
      <td style={{ whiteSpace: 'nowrap' }}>{entry.actorName}</td>
      <td style={{ whiteSpace: 'nowrap' }}>
        <div style={{ fontWeight: 600 }}>
          {words(entry.action)} {entry.noun.replaceAll('_', ' ')}
        </div>
        <UnstyledButton
          onClick={onTarget}
          aria-label={`Only entries of ${entry.targetId}`}
          style={{ minHeight: 24, fontSize: '0.75rem' }}
          className="quiet"
        >
          {entry.targetId}
        </UnstyledButton>
      </td>
      <td style={{ minWidth: 240 }}>
        {shown.map((change) => (
          <div key={change.path}>
            <span className="quiet">{change.path}</span> {say(change.path, change.from)} →{' '}
            <strong>{say(change.path, change.to)}</strong>
          </div>
        ))}
        {more > 0 && <div className="quiet">and {count(more)} more</div>}
      </td>
    </tr>
  );
}
