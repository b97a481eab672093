import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');

type Finding = { filename: string; code: string; message: string };

/** Lints the cases with the project's own rules, in a folder laid out like the project. */
async function lintCases(): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'flightboard-boundaries-'));
  try {
    await cp(join(here, 'cases'), folder, { recursive: true });
    await cp(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const output = await new Promise<string>((resolve) =>
      execFile(process.execPath, [oxlint, '--format', 'json', '.'], { cwd: folder }, (_error, stdout) =>
        resolve(stdout),
      ),
    );
    return (JSON.parse(output) as { diagnostics: Finding[] }).diagnostics;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const cases: readonly (readonly [file: string, rule: string])[] = [
  ['shared/domain/domain-imports-zod.ts', 'no-restricted-imports'],
  ['shared/domain/domain-imports-contract.ts', 'no-restricted-imports'],
  ['shared/domain/domain-imports-luxon.ts', 'no-restricted-imports'],
  ['shared/domain/domain-reads-the-clock.ts', 'no-restricted-properties'],
  ['shared/domain/calendar/calendar-imports-server.ts', 'no-restricted-imports'],
  ['shared/contracts/contract-imports-server.ts', 'no-restricted-imports'],
  ['client/plans/client-imports-server.ts', 'no-restricted-imports'],
  ['server/plans/service-imports-express.service.ts', 'no-restricted-imports'],
  ['server/plans/service-imports-agenda.service.ts', 'no-restricted-imports'],
  ['server/plans/route-imports-embedded-store.ts', 'no-restricted-imports'],
  ['server/plans/service-reads-environment.service.ts', 'no-restricted-properties'],
  ['server/plans/has-default-export.ts', 'no-default-export'],
];

describe('the house’s import rules', () => {
  let findings: readonly Finding[] = [];
  before(async () => {
    findings = await lintCases();
  });

  for (const [file, rule] of cases) {
    it(`${file} fails ${rule}`, () => {
      const codes = findings
        .filter((finding) => finding.filename.replaceAll('\\', '/').endsWith(file))
        .map(({ code }) => code);
      expect(
        codes.some((code) => code.includes(rule)),
        `got ${codes.join(', ') || 'no finding'}`,
      ).to.equal(true);
    });
  }

  it('every case file is expected to fail', async () => {
    const files = (await readdir(join(here, 'cases'), { recursive: true })).filter((name) => name.endsWith('.ts'));
    expect(files.map((name) => name.replaceAll('\\', '/')).toSorted()).to.deep.equal(
      cases.map(([file]) => file).toSorted(),
    );
  });
});
