import { copyFile, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BEFORE } from '../../http/client.ts';

const PAGE = 'index.html';

async function filesUnder(folder: string, at = ''): Promise<readonly string[]> {
  const entries = await readdir(join(folder, at), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(async (entry) => (entry.isDirectory() ? filesUnder(folder, join(at, entry.name)) : [join(at, entry.name)])),
  );
  return found.flat();
}

/** The same file under a second name, so that it is never gone in between; copied where the file system has no links. */
async function alsoAs(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') await copyFile(from, to);
  });
}

/**
 * Puts a finished build in place of the served one without a moment in which a page or a file is missing: its hashed files
 * first, then the one page that names them by a rename, which is atomic; then the files only the build before had move to
 * `before`, and those of the build before that go. `fresh` must be on the same file system as `served`, and is used up.
 */
export async function installClient(fresh: string, served: string): Promise<void> {
  const [wanted, known] = [await filesUnder(fresh), await filesUnder(served)];
  const inPlace = known.filter((file) => !file.startsWith(BEFORE));
  // The page comes last: until then everybody is served the build before, whole.
  const ordered = wanted.toSorted((a, b) => Number(basename(a) === PAGE) - Number(basename(b) === PAGE));
  for (const file of ordered) {
    await mkdir(dirname(join(served, file)), { recursive: true });
    await rename(join(fresh, file), join(served, file));
  }
  const gone = inPlace.filter((file) => !wanted.includes(file));
  for (const file of gone) {
    await alsoAs(join(served, file), join(served, BEFORE, file));
    await rm(join(served, file));
  }
  // The same build again has nothing to replace: what is open may still be of the one before.
  if (gone.length > 0)
    for (const file of known.filter((one) => one.startsWith(BEFORE)))
      if (!gone.includes(file.slice(BEFORE.length + 1))) await rm(join(served, file), { force: true });
  await rm(fresh, { recursive: true, force: true });
}
