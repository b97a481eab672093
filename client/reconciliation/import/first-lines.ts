const SAMPLE_BYTES = 64_000;

/** Whether a file is read as XML, by its name. */
export function isXml(file: Pick<File, 'name'>): boolean {
  return /\.(xml|bxf)$/i.test(file.name);
}

/** The whole lines at the beginning of a file, enough to see its columns. */
export async function firstLines(file: Blob): Promise<string> {
  const text = await file.slice(0, SAMPLE_BYTES).text();
  const end = text.lastIndexOf('\n');
  return file.size <= SAMPLE_BYTES || end < 0 ? text : text.slice(0, end);
}
