import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

const require = createRequire(import.meta.url);
let printer: Promise<typeof pdfmake> | null = null;

/** The printer and its fonts, loaded with the first document: a start need not wait for them. */
function loadPrinter(): Promise<typeof pdfmake> {
  printer ??= import('pdfmake').then(({ default: loaded }) => {
    const fontFolder = dirname(require.resolve('pdfmake/fonts/Roboto/Roboto-Regular.ttf'));
    const [normal = '', bold = '', italics = '', bolditalics = ''] = [
      'Regular',
      'Medium',
      'Italic',
      'MediumItalic',
    ].map((style) => `${fontFolder}/Roboto-${style}.ttf`);
    loaded.addFonts({ Roboto: { normal, bold, italics, bolditalics } });
    // Documents are made from our data: nothing is fetched, and only the font files are read.
    loaded.setUrlAccessPolicy(() => false);
    loaded.setLocalAccessPolicy((path) => path.startsWith(fontFolder));
    return loaded;
  });
  return printer;
}

/** A cell of a table: text, with the alignment of numbers. */
export type PdfCell = Readonly<{ text: string; alignment?: 'left' | 'right'; bold?: boolean }>;
export type PdfDocument = Readonly<{
  title: string;
  subtitle: string;
  /** Facts of the head, label and value. */
  facts: readonly (readonly [string, string])[];
  /** Said loudly under the head, such as "Supersedes revision 2". */
  notice?: string | undefined;
  columns: readonly Readonly<{ header: string; width: number | '*' | 'auto'; isNumber?: boolean }>[];
  rows: readonly (readonly string[])[];
  totals?: readonly string[] | undefined;
  footnotes: readonly string[];
  signatures: readonly string[];
  /** When it was made, as printed in the footer. */
  madeAt: string;
}>;

const COLORS = { ink: '#1f2430', quiet: '#5b6472', line: '#c9ced6', head: '#eef1f5' } as const;

/** Writes one landscape document: head, notice, table with totals, notes, signatures, page numbers. */
export async function writePdf(document: PdfDocument): Promise<Uint8Array> {
  const definition: TDocumentDefinitions = {
    pageSize: 'LETTER',
    pageOrientation: 'landscape',
    pageMargins: [36, 40, 36, 44],
    info: { title: document.title },
    defaultStyle: { font: 'Roboto', fontSize: 9, color: COLORS.ink },
    content: [
      { text: document.title, fontSize: 18, bold: true },
      { text: document.subtitle, color: COLORS.quiet, margin: [0, 2, 0, 10] },
      factsTable(document),
      ...(document.notice
        ? [
            {
              text: document.notice,
              bold: true,
              fontSize: 11,
              margin: [0, 10, 0, 0] as [number, number, number, number],
            },
          ]
        : []),
      mainTable(document),
      ...document.footnotes.map((text) => ({
        text,
        color: COLORS.quiet,
        margin: [0, 4, 0, 0] as [number, number, number, number],
      })),
      signatureBlock(document),
    ],
    footer: (page: number, pages: number) => ({
      columns: [
        { text: `${document.title} · ${document.madeAt}`, color: COLORS.quiet },
        { text: `Page ${page} of ${pages}`, alignment: 'right', color: COLORS.quiet },
      ],
      margin: [36, 12, 36, 0],
      fontSize: 8,
    }),
  };
  const made = (await loadPrinter()).createPdf(definition) as unknown as { getBuffer(): Promise<Uint8Array> };
  return made.getBuffer();
}

function factsTable({ facts }: PdfDocument) {
  const half = Math.ceil(facts.length / 2);
  const row = ([label, value]: readonly [string, string]) => [
    { text: label, color: COLORS.quiet },
    { text: value, bold: true },
  ];
  const column = (part: PdfDocument['facts']) => ({ table: { body: part.map(row) }, layout: 'noBorders' });
  return { columns: [column(facts.slice(0, half)), ...(facts.length > half ? [column(facts.slice(half))] : [])] };
}

function mainTable({ columns, rows, totals }: PdfDocument) {
  const cell = (text: string, at: number, style: object = {}) => ({
    text,
    alignment: columns[at]?.isNumber ? ('right' as const) : ('left' as const),
    ...style,
  });
  const header = columns.map((column, at) => cell(column.header, at, { bold: true, fillColor: COLORS.head }));
  const body = rows.map((row) => row.map((text, at) => cell(text, at)));
  const last = totals ? [totals.map((text, at) => cell(text, at, { bold: true }))] : [];
  return {
    table: {
      headerRows: 1,
      widths: columns.map(({ width }) => width),
      body: [header, ...body, ...last],
      dontBreakRows: true,
    },
    layout: { hLineColor: () => COLORS.line, vLineWidth: () => 0, hLineWidth: () => 0.5 },
    margin: [0, 12, 0, 8] as [number, number, number, number],
  };
}

function signatureBlock({ signatures }: PdfDocument) {
  return {
    columns: signatures.map((name) => ({ stack: [{ text: '_'.repeat(38) }, { text: name, color: COLORS.quiet }] })),
    margin: [0, 36, 0, 0] as [number, number, number, number],
    unbreakable: true,
  };
}
