import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import classes from './file-drop.module.css';

export type FileDropProps = Readonly<{
  /** The name of the file at hand, null before the first. */
  name: string | null;
  /** What may be chosen, as an input's `accept`. */
  accept: string;
  /** The button before the first file. Example: "Choose a file". */
  choose?: string;
  /** What may be dropped and how large it may be. Example: "CSV, up to 10 MB". */
  takes: string;
  /** The button is what one came for: it is filled until a file is at hand, and has the focus. */
  isFirst?: boolean;
  onFile: (file: File) => void;
}>;

/** Where a file is dropped or chosen. A choice that is given up changes nothing. */
export function FileDrop({ name, accept, choose = 'Choose a file', takes, isFirst = false, onFile }: FileDropProps) {
  const [isOver, setOver] = useState(false);
  const take = (file: File | null | undefined) => {
    if (file) onFile(file);
  };
  return (
    <div
      className={`${classes.drop} ${isOver ? classes.over : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <FileButton accept={accept} onChange={take}>
        {(props) => (
          <Button
            variant={isFirst && name === null ? 'filled' : 'default'}
            {...(isFirst ? { 'data-autofocus': true } : {})}
            {...props}
          >
            {name === null ? choose : 'Another file'}
          </Button>
        )}
      </FileButton>
      <span className={name === null ? 'quiet' : undefined}>{name ?? `or drop it here: ${takes}`}</span>
    </div>
  );
}
