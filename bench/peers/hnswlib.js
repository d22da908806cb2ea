'use strict';
// hnswlib, by the npm package hnswlib-node, which takes vectors as arrays of numbers.

const { HierarchicalNSW } = require('hnswlib-node');
const SPACES = { L2: 'l2', IP: 'ip', COSINE: 'cosine' };
const SEED = 100;

require('./peer').run({
  prepare: (row) => Array.from(row),
  create: ({ metric, M, efConstruction, k }, dim, count) => {
    const index = new HierarchicalNSW(SPACES[metric], dim);
    index.initIndex(count, M, efConstruction, SEED);
    return {
      detail: `hnswlib-node ${require('hnswlib-node/package.json').version}, node ${process.version}`,
      add: (first, rows) => rows.forEach((row, i) => index.addPoint(row, first + i)),
      setEf: (ef) => index.setEf(ef),
      search: (query) => index.searchKnn(query, k).neighbors,
    };
  },
});
