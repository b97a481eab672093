import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { readFile } from '../../../client/plans/import/read-file.ts';

type Parts = Readonly<Record<string, string | Uint8Array>>;
const RELS = `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`;
const BOOK = `<workbook xmlns:r="x"><sheets><sheet name="Plan" r:id="r1"/></sheets></workbook>`;

/** A zip file by hand, so that it can also be a wrong one. */
function zipOf(parts: Parts): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const packed = deflateRawSync(content);
    const title = new TextEncoder().encode(name);
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(26, title.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, 8, true);
    entry.setUint32(20, packed.length, true);
    entry.setUint16(28, title.length, true);
    entry.setUint32(42, at, true);
    chunks.push(new Uint8Array(local.buffer), title, packed);
    directory.push(new Uint8Array(entry.buffer), title);
    at += 30 + title.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, directory.length / 2, true);
  end.setUint32(16, at, true);
  return Uint8Array.from(Buffer.concat([...chunks, ...directory, new Uint8Array(end.buffer)]));
}

const book = (rows: string, more: Parts = {}) =>
  new File(
    [
      zipOf({
        'xl/workbook.xml': BOOK,
        'xl/_rels/workbook.xml.rels': RELS,
        'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
        ...more,
      }),
    ],
    'plan.xlsx',
  );

async function refusal(file: File): Promise<string> {
  return readFile(file).then(
    () => 'read',
    (error: Error) => error.message,
  );
}

describe('files of a plan', () => {
  it('reads words, numbers, days, formulas with their saved result, and errors', async () => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-409]mmm\\ d"/></numFmts>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>`;
    const strings = `<sst><si><t>Line</t></si><si><r><t>Early </t></r><r><t>news</t></r></si></sst>`;
    const [sheet] = await readFile(
      book(
        `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"><v>46321</v></c><c r="D2" s="2"><v>46328.5</v></c></row>
         <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><f>C3*2</f><v>2333.3299999999999</v></c>
         <c r="C3" t="e"><v>#REF!</v></c><c r="D3" t="inlineStr"><is><t>'=x</t></is></c></row>`,
        { 'xl/styles.xml': styles, 'xl/sharedStrings.xml': strings },
      ),
    );
    expect(sheet?.rows).to.deep.equal([
      [],
      [
        { kind: 'text', text: 'Line' },
        { kind: 'empty', text: '' },
        { kind: 'day', text: '2026-10-26' },
        { kind: 'day', text: '2026-11-02' },
      ],
      [
        { kind: 'text', text: 'Early news' },
        { kind: 'number', text: '2333.33', formula: 'C3*2' },
        { kind: 'fault', text: '#REF!' },
        { kind: 'text', text: '=x' },
      ],
    ]);
  });

  it('refuses entities of a file’s own before they can grow', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>';
    expect(await refusal(book('', { 'xl/worksheets/sheet1.xml': bomb }))).to.contain('DOCTYPE');
  });

  it('stops unpacking when a small file grows past what a plan can be', async () => {
    const big = new Uint8Array(70_000_000).fill(32);
    const file = book('', { 'xl/worksheets/sheet1.xml': big });
    expect(file.size).to.be.below(200_000);
    expect(await refusal(file)).to.contain('more than 60 MB');
  });

  it('says in words what it cannot read', async () => {
    expect(await refusal(new File([], 'plan.csv'))).to.equal('plan.csv is empty.');
    expect(await refusal(new File([new Uint8Array([0xd0, 0xcf, 0x11, 0xe0])], 'plan.xls'))).to.contain('.xls');
    expect(await refusal(new File([new Uint8Array([0x50, 0x4b, 3, 4])], 'plan.xlsx'))).to.contain('not an .xlsx');
    expect(await refusal(new File([zipOf({ 'word/document.xml': '<a/>' })], 'letter.docx'))).to.contain('not an .xlsx');
    const whole = new Uint8Array(await book('<row/>').arrayBuffer());
    expect(await refusal(new File([whole.slice(0, 200), whole.slice(-22)], 'plan.xlsx'))).to.contain('damaged');
    expect(await refusal(new File(['a\0b'], 'photo.csv'))).to.contain('neither');
    expect(await refusal(book('<row r="99999"><c r="A99999"><v>1</v></c></row>'))).to.contain('more than 5000 rows');
    expect(await refusal(book('<row><c></row>'))).to.contain('damaged');
  });

  it('reads a CSV by comma, semicolon or tab, in UTF-8, UTF-16 or Windows letters', async () => {
    const texts = async (content: BlobPart) =>
      (await readFile(new File([content], 'plan.csv')))[0]?.rows.map((row) => row.map(({ text }) => text));
    const wanted = [
      ['Line', 'Café, news'],
      ['a', '1'],
    ];
    expect(await texts('\uFEFFLine,"Café, news"\r\na,1\r\n')).to.deep.equal(wanted);
    expect(await texts('Line;"Café, news";\na;1;\n')).to.deep.equal(wanted.map((row) => [...row, '']));
    expect(await texts(Buffer.from('\uFEFFLine\tCafé, news\na\t1\n', 'utf16le'))).to.deep.equal(wanted);
    expect(await texts(Buffer.from('Line,"Café, news"\na,1', 'latin1'))).to.deep.equal(wanted);
  });
});
