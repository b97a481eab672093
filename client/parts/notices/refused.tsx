import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiError, wordsOf } from '../../api/call.ts';
import { readableDays } from '../../words/readable-days.ts';

/** Why the server refused, beside the form that was sent; nothing while there is no error. */
export function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  const named = error instanceof ApiError && error.errors.length > 1 ? error.errors : [];
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert" p="sm">
      {named.length > 0
        ? named.map((one) => <div key={`${one.path} ${one.code}`}>{readableDays(one.message)}</div>)
        : wordsOf(error)}
    </Alert>
  );
}
