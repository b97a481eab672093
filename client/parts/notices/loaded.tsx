import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice, RowsSkeleton } from './notices.tsx';

/** Shows a query's data, or its skeleton, or its error with a way to try again. */
export function Loaded<Data>(props: {
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, refetch } = props.query;
  if (data !== undefined) return props.children(data);
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return props.skeleton ?? <RowsSkeleton />;
}
