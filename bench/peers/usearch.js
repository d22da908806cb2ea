'use strict';
// usearch, by its npm package. It fixes ef when an index is made, so another ef is the saved index
// loaded into another.

const { Index } = require('usearch');
const METRICS = { L2: 'l2sq', IP: 'ip', COSINE: 'cos' };

require('./peer').run({
  prepare: (row) => row,
  create: ({ metric, M, efConstruction, k, found }, dim) => {
    const file = found + '.usearch';
    const make = (ef) =>
      new Index({
        dimensions: dim,
        metric: METRICS[metric],
        quantization: 'f32',
        connectivity: M,
        expansion_add: efConstruction,
        expansion_search: ef,
        multi: false,
      });
    let index = make(efConstruction);
    return {
      detail: `usearch 2, f32, node ${process.version}`,
      add: (first, rows) =>
        index.add(BigUint64Array.from(rows, (row, i) => BigInt(first + i)), rows, 1),
      finish: () => index.save(file),
      setEf: (ef) => {
        index = make(ef);
        index.load(file);
      },
      search: (query) => Int32Array.from(index.search(query, k, 1).keys, Number),
    };
  },
});
