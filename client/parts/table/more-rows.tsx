import { Button, Group, type GroupProps } from '@mantine/core';

/** Asks for the next rows of a list that is read page by page; nothing once all are shown. */
export function MoreRows(
  props: Pick<GroupProps, 'mt' | 'p'> & {
    rows: Readonly<{ hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }>;
    word: 'Show more' | 'Show older';
  },
) {
  const { rows, word, mt, p } = props;
  if (!rows.hasNextPage) return null;
  return (
    <Group justify="center" {...{ mt, p }}>
      <Button variant="default" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
        {word}
      </Button>
    </Group>
  );
}
