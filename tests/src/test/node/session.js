'use strict';
// Sessions of Milvus' Node client 3.0.6, by gRPC and by REST, with every answer checked.
//
//   node session.js HOST:PORT
//
// Says the name of each session when it is through; ends with 1 at the first answer that is wrong.

const assert = require('node:assert/strict');
const { DataType, HttpClient, MilvusClient } = require('@zilliz/milvus2-sdk-node');

const STRONG = 0;
const address = process.argv[2];

/** The answer, if it is one of success. */
function good(answer) {
  const status = answer.status || answer;
  assert.equal(status.error_code, 'Success', JSON.stringify(status));
  assert.equal(Number(status.code), 0, JSON.stringify(status));
  return answer;
}

async function tutorial(client) {
  const collection_name = 'tutorial';
  good(
    await client.createCollection({
      collection_name,
      dimension: 4,
      metric_type: 'L2',
    }),
  );
  const texts = ['Artificial intelligence was founded in 1956.', 'Alan Turing was born in London.'];
  const rows = [...Array(10).keys()].map((id) => ({
    id,
    vector: [id, 0, 0, 0],
    text: texts[id % 2],
    subject: id % 2 === 0 ? 'history' : 'biology',
  }));
  const inserted = good(await client.insert({ collection_name, data: rows.slice(0, 6) }));
  assert.equal(Number(inserted.insert_cnt), 6);
  assert.deepEqual(inserted.IDs.int_id.data.map(Number), [0, 1, 2, 3, 4, 5]);
  good(await client.loadCollectionSync({ collection_name }));

  const found = good(
    await client.search({
      collection_name,
      data: [4.2, 0, 0, 0],
      filter: 'subject == "history"',
      output_fields: ['id', 'text', 'subject'],
      limit: 2,
      consistency_level: STRONG,
    }),
  ).results;
  assert.deepEqual(found.map((hit) => hit.id), ['4', '2']);
  assert.ok(Math.abs(found[0].score - 0.04) < 1e-4, `score ${found[0].score}`);
  assert.equal(found[0].subject, 'history');
  assert.equal(found[0].text, texts[0]);

  good(await client.insert({ collection_name, data: rows.slice(6) }));
  const queried = good(
    await client.query({
      collection_name,
      filter: 'subject == "biology" and id > 2',
      output_fields: ['id', 'subject'],
      consistency_level: STRONG,
    }),
  ).data;
  assert.deepEqual(queried.map((row) => row.id), ['3', '5', '7', '9']);

  const byIds = good(await client.delete({ collection_name, ids: [0, 2] }));
  assert.equal(Number(byIds.delete_cnt), 2);
  const byFilter = good(await client.delete({ collection_name, filter: 'subject == "biology"' }));
  assert.equal(Number(byFilter.delete_cnt), 5);
  const rest = good(
    await client.query({ collection_name, filter: 'id >= 0', consistency_level: STRONG }),
  ).data;
  assert.deepEqual(rest.map((row) => row.id), ['4', '6', '8']);
  assert.equal(Number(good(await client.count({ collection_name })).data), 3);
  good(await client.dropCollection({ collection_name }));
  assert.equal((await client.hasCollection({ collection_name })).value, false);
}

async function schema(client) {
  const collection_name = 'everything';
  good(
    await client.createCollection({
      collection_name,
      fields: [
        { name: 'key', data_type: DataType.VarChar, max_length: 32, is_primary_key: true },
        { name: 'dense', data_type: DataType.FloatVector, dim: 2 },
        { name: 'sparse', data_type: DataType.SparseFloatVector },
        { name: 'title', data_type: DataType.VarChar, max_length: 64, nullable: true },
        { name: 'pages', data_type: DataType.Int32, default_value: 100 },
        { name: 'large', data_type: DataType.Int64 },
        { name: 'price', data_type: DataType.Double },
        { name: 'good', data_type: DataType.Bool },
        { name: 'facts', data_type: DataType.JSON },
        {
          name: 'tags',
          data_type: DataType.Array,
          element_type: DataType.VarChar,
          max_capacity: 4,
          max_length: 8,
        },
      ],
      index_params: [
        {
          field_name: 'dense',
          index_name: 'dense_index',
          index_type: 'HNSW',
          metric_type: 'COSINE',
          params: { M: 8, efConstruction: 64 },
        },
        { field_name: 'sparse', index_type: 'SPARSE_INVERTED_INDEX', metric_type: 'IP' },
      ],
      enable_dynamic_field: true,
      consistency_level: 'Strong',
    }),
  );
  const description = good(await client.describeCollection({ collection_name }));
  assert.equal(description.schema.fields.length, 10);
  assert.equal(description.schema.enable_dynamic_field, true);
  good(await client.loadCollectionSync({ collection_name }));
  const state = good(await client.getLoadState({ collection_name }));
  assert.equal(state.state, 'LoadStateLoaded');

  const row = (at, others) => ({
    key: `k${at}`,
    dense: [Math.cos(at / 4), Math.sin(at / 4)],
    sparse: { [at]: 1.5, 100: 0.5 },
    pages: at,
    large: '9007199254740993',
    price: at / 8,
    good: at % 2 === 1,
    facts: { size: at, of: ['x', at] },
    tags: [`t${at}`],
    ...others,
  });
  good(
    await client.insert({
      collection_name,
      data: [row(1, { title: 'one' }), row(2, { title: null, colour: 'red' }), row(3, {})],
    }),
  );
  good(await client.upsert({ collection_name, data: [row(3, { title: 'three', pages: 30 })] }));

  const got = good(
    await client.get({ collection_name, ids: ['k2', 'k3'], output_fields: ['*'] }),
  ).data;
  const second = got.find((found) => found.key === 'k2');
  assert.equal(second.title, null);
  assert.equal(second.large, '9007199254740993');
  assert.equal(second.price, 0.25);
  assert.equal(second.good, false);
  assert.deepEqual(second.facts, { size: 2, of: ['x', 2] });
  assert.deepEqual(second.tags, ['t2']);
  assert.equal(second.$meta.colour, 'red');
  assert.equal(got.find((found) => found.key === 'k3').pages, 30);

  const filtered = good(
    await client.query({
      collection_name,
      filter: 'facts["size"] in {sizes} and price < {price}',
      exprValues: { sizes: [1, 2], price: 0.2 },
      output_fields: ['key'],
    }),
  ).data;
  assert.deepEqual(filtered.map((found) => found.key), ['k1']);

  const nearest = good(
    await client.search({
      collection_name,
      anns_field: 'dense',
      data: [[Math.cos(0.5), Math.sin(0.5)]],
      limit: 2,
      output_fields: ['key', 'title'],
      params: { ef: 32 },
    }),
  ).results;
  const hits = Array.isArray(nearest[0]) ? nearest[0] : nearest;
  assert.equal(hits[0].key, 'k2');
  assert.equal(hits[0].title, null);

  const hybrid = good(
    await client.hybridSearch({
      collection_name,
      data: [
        { anns_field: 'dense', data: [Math.cos(0.25), Math.sin(0.25)], params: { ef: 32 } },
        { anns_field: 'sparse', data: { 1: 1 } },
      ],
      rerank: { strategy: 'rrf', params: { k: 60 } },
      limit: 3,
      output_fields: ['key', 'pages'],
    }),
  ).results;
  assert.equal(hybrid[0].key, 'k1');
  assert.equal(hybrid[0].pages, 1);

  const indexes = good(await client.describeIndex({ collection_name })).index_descriptions;
  assert.deepEqual(indexes.map((index) => index.field_name).sort(), ['dense', 'sparse']);
  const flushed = good(await client.flushSync({ collection_names: [collection_name] }));
  assert.equal(flushed.flushed, true);
  const stats = good(await client.getCollectionStatistics({ collection_name }));
  assert.equal(Number(stats.data.row_count), 3);
  good(await client.releaseCollection({ collection_name }));
  good(await client.dropCollection({ collection_name }));
}

async function iterators(client) {
  const collection_name = 'iterated';
  good(await client.createCollection({ collection_name, dimension: 2, metric_type: 'L2' }));
  const data = [...Array(25).keys()].map((id) => ({ id, vector: [id, 1] }));
  good(await client.insert({ collection_name, data }));
  const seen = [];
  const rows = await client.queryIterator({
    collection_name,
    filter: 'id >= 5',
    output_fields: ['id'],
    batchSize: 10,
    consistency_level: STRONG,
  });
  for await (const batch of rows) {
    seen.push(...batch.map((row) => Number(row.id)));
  }
  assert.deepEqual(seen, [...Array(20).keys()].map((at) => at + 5));
  good(await client.dropCollection({ collection_name }));
}

async function definitions(client) {
  const collection_name = 'defined';
  good(await client.createCollection({ collection_name, dimension: 2, auto_id: true }));
  good(await client.createPartition({ collection_name, partition_name: 'p' }));
  assert.equal((await client.hasPartition({ collection_name, partition_name: 'p' })).value, true);
  const partitions = good(await client.listPartitions({ collection_name })).partition_names;
  assert.deepEqual([...partitions].sort(), ['_default', 'p']);
  const inserted = good(
    await client.insert({ collection_name, partition_name: 'p', data: [{ vector: [1, 2] }] }),
  );
  const id = inserted.IDs.int_id.data[0];
  const found = good(
    await client.get({ collection_name, ids: [id], partition_names: ['p'], output_fields: ['id'] }),
  ).data;
  assert.equal(found[0].id, String(id));
  good(await client.createAlias({ collection_name, alias: 'other' }));
  assert.deepEqual(good(await client.listAliases({ collection_name })).aliases, ['other']);
  assert.equal(good(await client.describeAlias({ collection_name, alias: 'other' })).collection, collection_name);
  good(await client.dropAlias({ collection_name, alias: 'other' }));
  good(await client.createDatabase({ db_name: 'db' }));
  assert.ok(good(await client.listDatabases()).db_names.includes('db'));
  good(await client.dropDatabase({ db_name: 'db' }));
  good(await client.dropCollection({ collection_name }));
  const names = good(await client.showCollections()).data.map((one) => one.name);
  assert.ok(!names.includes(collection_name));

  const missing = await client.query({ collection_name, filter: 'id > 0' }).catch((e) => e);
  assert.match(String(missing.message || missing.status.reason), /can't find collection/);
}

async function rest() {
  const client = new HttpClient({ endpoint: `http://${address}` });
  const collectionName = 'by_rest';
  const done = (answer) => {
    assert.equal(answer.code, 0, JSON.stringify(answer));
    return answer.data;
  };
  done(await client.createCollection({ collectionName, dimension: 2, metricType: 'L2' }));
  const data = [...Array(4).keys()].map((id) => ({ id, vector: [id, 0], subject: `s${id % 2}` }));
  assert.equal(done(await client.insert({ collectionName, data })).insertCount, 4);
  const hits = done(
    await client.search({
      collectionName,
      data: [[2.9, 0]],
      filter: 'subject == "s1"',
      outputFields: ['subject'],
      limit: 2,
      consistencyLevel: 'Strong',
    }),
  );
  assert.deepEqual(hits.map((hit) => Number(hit.id)), [3, 1]);
  assert.equal(hits[0].subject, 's1');
  const rows = done(
    await client.query({ collectionName, filter: 'id < 2', outputFields: ['id', 'vector'] }),
  );
  assert.deepEqual(rows.map((row) => row.vector), [[0, 0], [1, 0]]);
  done(await client.delete({ collectionName, filter: 'id in [0, 1]' }));
  assert.equal(done(await client.getCollectionStatistics({ collectionName })).rowCount, 2);
  assert.ok(done(await client.listCollections()).includes(collectionName));
  done(await client.dropCollection({ collectionName }));
}

async function main() {
  const client = new MilvusClient({ address, logLevel: 'error' });
  await client.connectPromise;
  assert.match(good(await client.getVersion()).version, /^2\.6/);
  assert.equal(good(await client.checkHealth()).isHealthy, true);
  for (const session of [tutorial, schema, iterators, definitions]) {
    await session(client);
    console.log(session.name);
  }
  await rest();
  console.log(rest.name);
  await client.closeConnection();
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
