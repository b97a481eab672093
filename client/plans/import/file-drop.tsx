import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import classes from './import.module.css';

/** Where a plan's file is dropped or chosen. */
export function FileDrop({ name, onFile }: { name: string | null; onFile: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={`${classes.drop} ${isOver ? classes.dropOver : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      <FileButton accept=".xlsx,.csv,.txt,.tsv,text/csv" onChange={(file) => file && onFile(file)}>
        {(props) => (
          <Button variant={name === null ? 'filled' : 'default'} data-autofocus {...props}>
            {name === null ? 'Choose a file' : 'Another file'}
          </Button>
        )}
      </FileButton>
      <span className={name === null ? 'quiet' : undefined}>
        {name ?? 'or drop it here: an Excel workbook (.xlsx) or CSV, up to 10 MB'}
      </span>
    </div>
  );
}
