import { Button } from '@mantine/core';
import { IconChartLine, IconTable } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Panel } from '../page/panel.tsx';
import { TableRegion } from '../table/table-region.tsx';
import classes from './chart-or-table.module.css';

/** A panel that shows a chart, or the same numbers as a table. */
export function ChartOrTable(props: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  chart: ReactNode;
  table: ReactNode;
}) {
  const [isTable, setTable] = useState(false);
  return (
    <Panel
      title={props.title}
      note={props.note}
      flush={isTable}
      actions={
        <>
          {props.actions}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            className="no-print"
            leftSection={isTable ? <IconChartLine size={15} /> : <IconTable size={15} />}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? 'View as chart' : 'View as table'}
          </Button>
        </>
      }
    >
      {isTable ? (
        <TableRegion label={`${props.title} as a table`} className={classes.table}>
          {props.table}
        </TableRegion>
      ) : (
        props.chart
      )}
    </Panel>
  );
}
