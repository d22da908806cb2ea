'use strict';
// What the peers that run in node have in common. The bench starts one with what it is to build,
// reads JSON objects, one a line, from its standard output, and writes values of ef, one a line, to
// its standard input; when that ends, so does the peer.
//
//   {"rows": 1000}                                        while it builds
//   {"built_seconds": 1.5, "cpu_seconds": 1.4, "detail": "..."}   when it has built
//   {"qps": 1000, "qps_cpu": 1100, "p50_micros": 900, "p99_micros": 2000}
//                                                         for each ef; the rows found are in --found

const fs = require('fs');
const readline = require('readline');

const BATCH_ROWS = 1000;

function options() {
  const given = {};
  for (let i = 2; i < process.argv.length; i += 2) {
    given[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
  }
  for (const name of ['k', 'M', 'efConstruction', 'warmUpMillis', 'measuredMillis']) {
    given[name] = Number(given[name]);
  }
  return given;
}

/** The rows of an fvecs file, as views of one buffer. */
function readFvecs(file) {
  const bytes = fs.readFileSync(file);
  const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const dim = bytes.readInt32LE(0);
  const rows = [];
  for (let at = 1; at < numbers.length; at += dim + 1) {
    rows.push(numbers.subarray(at, at + dim));
  }
  return rows;
}

function say(message) {
  fs.writeSync(1, JSON.stringify(message) + '\n');
}

/** What this process has used of processors. */
function cpuMillis() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The smallest latency that at least `percent` of all do not exceed. */
function percentile(sorted, percent) {
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1];
}

/** Asks all queries, and goes on with the first until the time is over. */
function pass(queries, atLeastMillis, ask, take) {
  const latencies = [];
  const cpuStart = cpuMillis();
  const start = performance.now();
  let now = start;
  for (let i = 0; i < queries.length || now - start < atLeastMillis; i++) {
    const rows = ask(queries[i % queries.length]);
    const end = performance.now();
    latencies.push(end - now);
    now = end;
    if (i < queries.length) {
      take(i, rows);
    }
  }
  return { millis: now - start, cpuMillis: cpuMillis() - cpuStart, latencies };
}

/**
 * Runs a peer.
 *
 * prepare(row)       what the peer takes as a vector; not measured
 * create(options, dim, count)   an index with
 *   add(first, rows)   adds prepared rows, numbered from `first` on
 *   finish()           optional: after the last row; not measured
 *   setEf(ef)          not measured
 *   search(query)      the numbers of the rows found
 *   detail             what else is worth knowing
 */
exports.run = ({ prepare, create }) => {
  const given = options();
  const base = readFvecs(given.base);
  const queries = readFvecs(given.queries).map(prepare);
  const index = create(given, base[0].length, base.length);
  let millis = 0;
  let cpu = 0;
  for (let first = 0; first < base.length; first += BATCH_ROWS) {
    const rows = base.slice(first, first + BATCH_ROWS).map(prepare);
    const cpuStart = cpuMillis();
    const start = performance.now();
    index.add(first, rows);
    millis += performance.now() - start;
    cpu += cpuMillis() - cpuStart;
    say({ rows: first });
  }
  if (index.finish) {
    index.finish();
  }
  say({ built_seconds: millis / 1000, cpu_seconds: cpu / 1000, detail: index.detail });
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    index.setEf(Number(line));
    const found = new Int32Array(queries.length * given.k).fill(-1);
    pass(queries, given.warmUpMillis, index.search, (i, rows) => found.set(rows, i * given.k));
    const measured = pass(queries, given.measuredMillis, index.search, () => {});
    fs.writeFileSync(given.found, Buffer.from(found.buffer));
    const sorted = Float64Array.from(measured.latencies).sort();
    say({
      qps: (measured.latencies.length * 1000) / measured.millis,
      qps_cpu: (measured.latencies.length * 1000) / measured.cpuMillis,
      p50_micros: percentile(sorted, 50) * 1000,
      p99_micros: percentile(sorted, 99) * 1000,
    });
  });
};
