import { expect } from 'chai';
import type { Collection, Document } from 'mongodb';
import { Long } from 'mongodb';
import type { Opened } from './harness.ts';
import { errorOf, filled, isEmbedded, openStore } from './harness.ts';

describe('store: aggregation', () => {
  let store: Opened;
  let spots: Collection;
  before(async () => {
    store = await openStore();
    spots = await filled(store.db, [
      {
        _id: 1,
        station: 'WPVI',
        day: '2026-11-01',
        cents: 1200,
        creatives: ['a', 'b'],
        at: new Date('2026-11-01T12:30:15.250Z'),
      },
      {
        _id: 2,
        station: 'WPVI',
        day: '2026-11-02',
        cents: 800,
        creatives: ['a'],
        at: new Date('2026-11-02T00:00:00Z'),
      },
      { _id: 3, station: 'WCAU', day: '2026-11-01', cents: 500, creatives: [], at: new Date('2026-12-31T23:59:59Z') },
      { _id: 4, station: 'KYW', day: '2026-11-03', cents: null },
    ]);
  });
  after(() => store.close());

  const rows: [string, Document[], Document[]][] = [
    [
      'groups and adds up',
      [{ $group: { _id: '$station', cents: { $sum: '$cents' }, n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
      [
        { _id: 'KYW', cents: 0, n: 1 },
        { _id: 'WCAU', cents: 500, n: 1 },
        { _id: 'WPVI', cents: 2000, n: 2 },
      ],
    ],
    [
      'takes the least, greatest, mean, first, last and all',
      [
        { $sort: { _id: 1 } },
        {
          $group: {
            _id: null,
            least: { $min: '$cents' },
            most: { $max: '$cents' },
            mean: { $avg: '$cents' },
            first: { $first: '$_id' },
            last: { $last: '$_id' },
            all: { $push: '$_id' },
          },
        },
      ],
      [{ _id: null, least: 500, most: 1200, mean: 2500 / 3, first: 1, last: 4, all: [1, 2, 3, 4] }],
    ],
    [
      'groups by a document of keys',
      [{ $match: { station: 'WPVI' } }, { $group: { _id: { s: '$station', d: '$day' } } }, { $sort: { '_id.d': 1 } }],
      [{ _id: { s: 'WPVI', d: '2026-11-01' } }, { _id: { s: 'WPVI', d: '2026-11-02' } }],
    ],
    [
      'collects a set',
      [
        { $unwind: '$creatives' },
        { $group: { _id: null, set: { $addToSet: '$creatives' } } },
        { $project: { _id: 0, n: { $size: '$set' } } },
      ],
      [{ n: 2 }],
    ],
    [
      'unwinds with the position',
      [
        { $match: { _id: 1 } },
        { $unwind: { path: '$creatives', includeArrayIndex: 'i' } },
        { $project: { creatives: 1, i: 1 } },
      ],
      [
        { _id: 1, creatives: 'a', i: Long.fromNumber(0) },
        { _id: 1, creatives: 'b', i: Long.fromNumber(1) },
      ],
    ],
    [
      'unwinds keeping what is empty',
      [
        { $unwind: { path: '$creatives', preserveNullAndEmptyArrays: true } },
        { $sort: { _id: 1, creatives: 1 } },
        { $project: { creatives: 1 } },
      ],
      [{ _id: 1, creatives: 'a' }, { _id: 1, creatives: 'b' }, { _id: 2, creatives: 'a' }, { _id: 3 }, { _id: 4 }],
    ],
    [
      'sets, computes and removes fields',
      [
        { $match: { _id: 1 } },
        { $set: { dollars: { $divide: ['$cents', 100] }, 'm.x': 1 } },
        { $unset: ['creatives', 'at', 'day'] },
      ],
      [{ _id: 1, station: 'WPVI', cents: 1200, dollars: 12, m: { x: 1 } }],
    ],
    [
      'projects',
      [{ $match: { _id: 2 } }, { $project: { _id: 0, name: { $concat: ['$station', ' ', '$day'] }, cents: 1 } }],
      [{ cents: 800, name: 'WPVI 2026-11-02' }],
    ],
    [
      'sorts, skips and limits',
      [{ $sort: { cents: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
      [{ _id: 2 }, { _id: 3 }],
    ],
    ['counts', [{ $match: { cents: { $gt: 600 } } }, { $count: 'n' }], [{ n: 2 }]],
    ['counts by value', [{ $sortByCount: '$station' }, { $limit: 1 }], [{ _id: 'WPVI', count: 2 }]],
    ['replaces the root', [{ $match: { _id: 3 } }, { $replaceRoot: { newRoot: { s: '$station' } } }], [{ s: 'WCAU' }]],
    [
      'replaces the root, short form',
      [{ $match: { _id: 3 } }, { $replaceWith: { $mergeObjects: [{ a: 1 }, { b: '$cents' }] } }],
      [{ a: 1, b: 500 }],
    ],
    [
      'fills buckets',
      [
        { $match: { cents: { $ne: null } } },
        {
          $bucket: {
            groupBy: '$cents',
            boundaries: [0, 600, 1000],
            default: 'more',
            output: { n: { $sum: 1 }, ids: { $push: '$_id' } },
          },
        },
      ],
      [
        { _id: 0, n: 1, ids: [3] },
        { _id: 600, n: 1, ids: [2] },
        { _id: 'more', n: 1, ids: [1] },
      ],
    ],
    [
      'runs facets side by side',
      [
        {
          $facet: {
            total: [{ $count: 'n' }],
            top: [{ $sort: { cents: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }],
            none: [{ $match: { _id: 99 } }],
          },
        },
      ],
      [{ total: [{ n: 4 }], top: [{ _id: 1 }], none: [] }],
    ],
    ['gives nothing for an empty input, even when it counts', [{ $match: { _id: 99 } }, { $count: 'n' }], []],
    [
      'adds up to nothing when there is no group',
      [{ $match: { _id: 99 } }, { $group: { _id: null, n: { $sum: 1 } } }],
      [],
    ],
  ];
  for (const [says, pipeline, expected] of rows) {
    it(says, async () => {
      const found = await spots.aggregate(pipeline, { promoteLongs: !says.includes('position') }).toArray();
      if (says.includes('position'))
        expect(found.map((each) => Number(each['i']))).to.deep.equal(expected.map((each) => Number(each['i'])));
      else expect(found).to.deep.equal(expected);
    });
  }

  it('joins other collections by equality and by a pipeline', async () => {
    const stations = await filled(store.db, [
      { _id: 'WPVI', dma: 504 },
      { _id: 'WCAU', dma: 504 },
    ]);
    const found = await spots
      .aggregate([
        { $match: { _id: { $in: [1, 4] } } },
        { $sort: { _id: 1 } },
        { $lookup: { from: stations.collectionName, localField: 'station', foreignField: '_id', as: 'where' } },
        {
          $lookup: {
            from: spots.collectionName,
            let: { s: '$station' },
            pipeline: [{ $match: { $expr: { $eq: ['$station', '$$s'] } } }, { $count: 'n' }],
            as: 'same',
          },
        },
        { $project: { where: 1, same: 1 } },
      ])
      .toArray();
    expect(found).to.deep.equal([
      { _id: 1, where: [{ _id: 'WPVI', dma: 504 }], same: [{ n: 2 }] },
      { _id: 4, where: [], same: [{ n: 1 }] },
    ]);
  });

  it('joins on any element of an array', async () => {
    const creatives = await filled(store.db, [
      { _id: 'a', seconds: 30 },
      { _id: 'b', seconds: 15 },
    ]);
    const [first] = await spots
      .aggregate([
        { $match: { _id: 1 } },
        { $lookup: { from: creatives.collectionName, localField: 'creatives', foreignField: '_id', as: 'c' } },
      ])
      .toArray();
    expect(
      ((first ?? {})['c'] as Document[]).map((each) => each['seconds'] as number).toSorted((a, b) => a - b),
    ).to.deep.equal([15, 30]);
  });

  it('unites collections', async () => {
    const other = await filled(store.db, [{ _id: 'x', cents: 1 }]);
    const found = await spots
      .aggregate([
        { $match: { _id: 1 } },
        { $unionWith: { coll: other.collectionName, pipeline: [{ $set: { from: 'other' } }] } },
        { $project: { from: 1 } },
      ])
      .toArray();
    expect(found).to.deep.equal([{ _id: 1 }, { _id: 'x', from: 'other' }]);
  });

  it('writes its output with $out, replacing, and with the indexes of before', async () => {
    const target = await filled(store.db, [{ _id: 'old', station: 'OLD' }]);
    await target.createIndex({ n: 1 });
    await spots.aggregate([{ $group: { _id: '$station', n: { $sum: 1 } } }, { $out: target.collectionName }]).toArray();
    expect(await target.find().sort({ _id: 1 }).toArray()).to.deep.equal([
      { _id: 'KYW', n: 1 },
      { _id: 'WCAU', n: 1 },
      { _id: 'WPVI', n: 2 },
    ]);
    expect((await target.indexes()).map((each) => each.name)).to.include('n_1');
  });

  it('merges its output, by _id or by a unique key', async () => {
    const target = await filled(store.db, [{ _id: 'WPVI', kept: true, n: 0 }]);
    await spots
      .aggregate([{ $group: { _id: '$station', n: { $sum: 1 } } }, { $merge: { into: target.collectionName } }])
      .toArray();
    expect(await target.find().sort({ _id: 1 }).toArray()).to.deep.equal([
      { _id: 'KYW', n: 1 },
      { _id: 'WCAU', n: 1 },
      { _id: 'WPVI', kept: true, n: 2 },
    ]);
    const byKey = await filled(store.db, [{ _id: 1, station: 'WPVI', n: 10 }]);
    await byKey.createIndex({ station: 1 }, { unique: true });
    await spots
      .aggregate([
        { $group: { _id: '$station', n: { $sum: 1 } } },
        { $project: { _id: 0, station: '$_id', n: 1 } },
        {
          $merge: {
            into: byKey.collectionName,
            on: 'station',
            whenMatched: [{ $set: { n: { $add: ['$n', '$$new.n'] } } }],
            whenNotMatched: 'discard',
          },
        },
      ])
      .toArray();
    expect(await byKey.find().toArray()).to.deep.equal([{ _id: 1, station: 'WPVI', n: 12 }]);
    expect(
      (await errorOf(spots.aggregate([{ $merge: { into: byKey.collectionName, on: 'n' } }]).toArray())).code,
    ).to.equal(51183);
  });

  it('draws a sample', async () => {
    expect(await spots.aggregate([{ $sample: { size: 2 } }]).toArray()).to.have.length(2);
  });

  const refused: [string, Document[], number][] = [
    ['an unknown stage', [{ $foo: 1 }], 40324],
    ['an unknown expression', [{ $project: { a: { $foo: 1 } } }], 31325],
    ['an unknown accumulator', [{ $group: { _id: null, a: { $foo: 1 } } }], 15952],
    ['a group without a key', [{ $group: { n: { $sum: 1 } } }], 15955],
    ['a stage with two names', [{ $match: {}, $limit: 1 }], 40323],
    ['a limit of zero', [{ $limit: 0 }], 15958],
    ['$out before the end', [{ $out: 'x' }, { $match: {} }], 40601],
    ['a division by zero', [{ $project: { a: { $divide: [1, 0] } } }], 2],
    ['a variable nobody bound', [{ $project: { a: '$$nope' } }], 17276],
    ['a document in place of a number', [{ $project: { a: { $add: [{ $literal: {} }, 1] } } }], 14],
  ];
  for (const [says, pipeline, code] of refused) {
    it(`refuses ${says}`, async () => {
      const given = (await errorOf(spots.aggregate(pipeline).toArray())).code;
      expect(given).to.be.oneOf(code === 31325 ? [31325, 168] : code === 2 ? [2, 16608, 4848401] : [code]);
    });
  }

  it('refuses what the embedded store would do inexactly', async function () {
    if (!isEmbedded) this.skip();
    const inexact: Document[][] = [
      [{ $project: { a: { $dateTrunc: { date: '$at', unit: 'day' } } } }],
      [{ $project: { a: { $dateAdd: { startDate: '$at', unit: 'day', amount: 1 } } } }],
      [{ $project: { a: { $hour: { date: '$at', timezone: 'America/New_York' } } } }],
      [{ $graphLookup: { from: 'x', startWith: '$a', connectFromField: 'a', connectToField: 'b', as: 'c' } }],
      [{ $setWindowFields: { output: {} } }],
    ];
    for (const pipeline of inexact)
      expect((await errorOf(spots.aggregate(pipeline).toArray())).code, JSON.stringify(pipeline)).to.equal(115);
  });
});
