import { expect } from 'chai';
import type { Collection } from 'mongodb';
import { Long, ObjectId } from 'mongodb';
import type { Opened } from './harness.ts';
import { filled, openStore } from './harness.ts';

describe('store: expressions', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  const expressions: [string, unknown, unknown][] = [
    ['adds whole numbers', { $add: [1, 2, 3] }, 6],
    ['adds milliseconds to a date', { $add: [new Date(0), 5] }, new Date(5)],
    ['subtracts dates into milliseconds', { $subtract: [new Date(7), new Date(2)] }, 5],
    ['answers null when any term is', { $add: [1, null] }, null],
    ['multiplies and divides', { $divide: [{ $multiply: [3, 4] }, 8] }, 1.5],
    ['takes the remainder', { $mod: [-7, 3] }, -1],
    ['rounds half to even', { $round: [2.5] }, 2],
    ['rounds to a place', { $round: [1.255, 2] }, 1.25],
    ['truncates', { $trunc: [-2.7] }, -2],
    ['rounds up and down', [{ $ceil: 1.2 }, { $floor: -1.2 }], [2, -2]],
    ['chooses', { $cond: [{ $gt: [2, 1] }, 'yes', 'no'] }, 'yes'],
    [
      'chooses by case',
      {
        $switch: {
          branches: [
            { case: false, then: 1 },
            { case: { $eq: [1, 1] }, then: 2 },
          ],
          default: 3,
        },
      },
      2,
    ],
    ['falls back from null', { $ifNull: ['$nothing', null, 7] }, 7],
    [
      'compares across types',
      [{ $lt: [5, 'a'] }, { $cmp: ['b', 'a'] }, { $eq: [1, Long.fromNumber(1)] }],
      [true, 1, true],
    ],
    ['joins conditions', [{ $and: [1, true] }, { $or: [0, null] }, { $not: [0] }], [true, false, true]],
    ['filters a list', { $filter: { input: [1, 5, 9], as: 'n', cond: { $gte: ['$$n', 5] } } }, [5, 9]],
    ['maps a list', { $map: { input: [1, 2], as: 'n', in: { $multiply: ['$$n', 10] } } }, [10, 20]],
    ['reduces a list', { $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
    ['picks from a list', [{ $arrayElemAt: [[1, 2, 3], -1] }, { $first: [[1, 2]] }, { $last: [[1, 2]] }], [3, 1, 2]],
    ['slices', { $slice: [[1, 2, 3, 4], 1, 2] }, [2, 3]],
    ['finds in a list', [{ $in: [2, [1, 2]] }, { $indexOfArray: [[5, 6], 6] }], [true, 1]],
    ['joins lists', { $concatArrays: [[1], [2, 3]] }, [1, 2, 3]],
    ['makes a range', { $range: [0, 6, 2] }, [0, 2, 4]],
    [
      'adds up a list',
      [{ $sum: [[1, 2, 'x']] }, { $avg: [[1, 2]] }, { $max: [[1, 7, 3]] }, { $min: [4, 2] }],
      [3, 1.5, 7, 2],
    ],
    ['turns documents into pairs and back', { $arrayToObject: { $objectToArray: { a: 1, b: 2 } } }, { a: 1, b: 2 }],
    ['merges documents', { $mergeObjects: [{ a: 1, b: 1 }, null, { b: 2 }] }, { a: 1, b: 2 }],
    ['joins text', { $concat: ['a', 'b'] }, 'ab'],
    [
      'splits and cuts text',
      [{ $split: ['a,b', ','] }, { $substrCP: ['héllo', 1, 3] }, { $strLenCP: 'héllo' }, { $strLenBytes: 'hé' }],
      [['a', 'b'], 'éll', 5, 3],
    ],
    ['changes case', [{ $toUpper: 'ab' }, { $toLower: 'AB' }, { $trim: { input: '  x ' } }], ['AB', 'ab', 'x']],
    ['replaces text', { $replaceAll: { input: 'a-b-c', find: '-', replacement: '.' } }, 'a.b.c'],
    ['matches text', { $regexMatch: { input: 'WPVI', regex: '^w', options: 'i' } }, true],
    [
      'names types',
      [{ $type: 'x' }, { $type: '$nothing' }, { $type: [[1]] }, { $type: new Date(0) }],
      ['string', 'missing', 'array', 'date'],
    ],
    [
      'converts',
      [{ $toString: 12 }, { $toInt: '7' }, { $toDouble: '1.5' }, { $toBool: 0 }, { $toDate: '2026-11-01T00:00:00Z' }],
      ['12', 7, 1.5, false, new Date('2026-11-01T00:00:00Z')],
    ],
    ['reads an ObjectId', { $toObjectId: '650000000000000000000001' }, new ObjectId('650000000000000000000001')],
    [
      'takes a date apart in UTC',
      [
        { $year: '$at' },
        { $month: '$at' },
        { $dayOfMonth: '$at' },
        { $hour: '$at' },
        { $minute: '$at' },
        { $second: '$at' },
        { $millisecond: '$at' },
        { $dayOfWeek: '$at' },
        { $dayOfYear: '$at' },
      ],
      [2026, 11, 1, 12, 30, 15, 250, 1, 305],
    ],
    ['writes a date', { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M' } }, '2026-11-01 12:30'],
    ['takes what looks like a path literally', { $literal: '$cents' }, '$cents'],
    ['reads paths through lists', '$list.x', [1, 2]],
    ['binds variables', { $let: { vars: { a: 2 }, in: { $multiply: ['$$a', '$$a'] } } }, 4],
  ];
  let one: Collection;
  before(async () => {
    one = await filled(store.db, [
      { _id: 1, at: new Date('2026-11-01T12:30:15.250Z'), list: [{ x: 1 }, { y: 1 }, { x: 2 }] },
    ]);
  });
  for (const [says, expression, expected] of expressions) {
    it(says, async () => {
      const [found] = await one
        .aggregate([
          { $project: { _id: 0, v: Array.isArray(expression) ? { $concatArrays: [expression] } : expression } },
        ])
        .toArray();
      expect(found?.['v']).to.deep.equal(expected);
    });
  }
});
