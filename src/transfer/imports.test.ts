// Imports from the upload to the undo, on a real database, with the worker's steps taken by hand.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, many, withTransaction } from '../kit/db.ts';
import { silentLog } from '../kit/log.ts';
import { saveCustomer } from '../profiles/customers.ts';
import { applySightings } from '../profiles/sightings.ts';
import { type ImportKind, type ImportSettings, importSettings, type ReaderInput } from './import.contract.ts';
import { previewImport } from './import.preview.ts';
import { listBadRows } from './import.queries.ts';
import { createImportWorker } from './import.workers.ts';
import {
  addPart,
  beginImport,
  getImport,
  pauseImport,
  readFormat,
  resumeImport,
  startCheck,
  startRun,
  undoImport,
} from './imports.ts';

let database: Database;
let workspaces = 0;
beforeAll(async () => {
  database = await createTestDatabase({ max: 8 });
});
afterAll(() => database.close());

const now = new Date('2026-11-22T10:00:00Z');
const later = new Date('2026-11-23T10:00:00Z');

async function makeWorkspace() {
  workspaces += 1;
  const id = `w${workspaces}`;
  const { db, pool } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  let time = now;
  const clock = { now: () => time };
  const needs = { db, clock, maxBytes: 100_000_000 };
  const worker = createImportWorker({ db, pool, clock, log: silentLog });
  const work = async (): Promise<void> => {
    while ((await worker.step(new AbortController().signal)) === 'again');
  };
  const upload = async (
    file: string | Buffer,
    given: ReaderInput & { kind?: ImportKind; name?: string } = {},
  ) => {
    const { kind = 'customers', name = 'people.csv', ...reader } = given;
    const { importId } = await beginImport(needs, { workspaceId: id, actor: 'tests' }, { kind, name });
    const key = { workspaceId: id, importId };
    await addPart(needs, key, { offset: 0, bytes: Buffer.from(file) });
    await readFormat(needs, key, reader);
    const preview = (settings: ImportSettings | null = null) =>
      getImport(db, key).then((row) => previewImport(db, row, settings));
    const suggested = async (options: Partial<ImportSettings> = {}) =>
      importSettings.parse({ columns: (await preview()).columns.map(({ target }) => target), ...options });
    return {
      key,
      preview,
      suggested,
      row: () => getImport(db, key),
      check: async (options: Partial<ImportSettings> = {}) => {
        await startCheck(needs, key, await suggested(options));
        await work();
        return (await getImport(db, key)).checked;
      },
      run: async (options: Partial<ImportSettings> = {}) => {
        await startRun(needs, key, await suggested(options));
        await work();
        return getImport(db, key);
      },
      undo: async () => {
        await undoImport(needs, key, { workspaceId: id, actor: 'tests' });
        await work();
        return getImport(db, key);
      },
      bad: () => listBadRows(db, key, { after: 0, limit: 100 }),
    };
  };
  return {
    id,
    needs,
    work,
    upload,
    passTo: (at: Date) => {
      time = at;
    },
    save: (customerId: string, attributes: Record<string, unknown>) =>
      withTransaction(db, (tx) => saveCustomer(tx, id, { customerId, attributes, now: time })),
    see: (psid: string) =>
      withTransaction(db, (tx) =>
        applySightings(tx, id, [
          { pageId: 'p1', psid, seenAt: now, source: 'webhook', userAction: { at: now, kind: 'message' } },
        ]),
      ),
    people: async () => {
      const rows = await many(
        db,
        sql<{ customer_id: string | null; attributes: Record<string, unknown> }>`
        select customer_id, attributes from profiles where workspace_id = ${id} order by customer_id`,
      );
      return Object.fromEntries(rows.map((row) => [row.customer_id ?? 'anonymous', row.attributes]));
    },
  };
}

const PEOPLE = `customer_id;Name;Age;Joined;VIP;Tags
1;Jana Nováková;31;1.2.2026;ano;a,b
2;"Petr ""Péťa"" Malý";1 234,5;15.11.2026 8:30;ne;
3;Eva;;;ano;c
`;

test('a file of Excel is read as it is meant: encoding, delimiter, types, decimal comma, days first', async () => {
  const { upload, people } = await makeWorkspace();
  const cp1250 = Buffer.from(
    [...PEOPLE].map((letter) => ({ á: 0xe1, é: 0xe9, ť: 0x9d, ý: 0xfd })[letter] ?? letter.charCodeAt(0)),
  );
  const file = await upload(cp1250);
  expect((await file.row()).format).toMatchObject({ encoding: 'windows-1250', delimiter: ';', type: 'csv' });
  expect(await file.check()).toMatchObject({ rows: 3, created: 3, bad: 0 });
  const done = await file.run();
  expect(done).toMatchObject({ state: 'finished', counts: { rows: 3, created: 3, changed: 0, bad: 0 } });
  expect(await people()).toEqual({
    1: { Name: 'Jana Nováková', Age: 31, Joined: '2026-02-01T00:00:00.000Z', VIP: true, Tags: 'a,b' },
    2: { Name: 'Petr "Péťa" Malý', Age: 1234.5, Joined: '2026-11-15T08:30:00.000Z', VIP: false },
    3: { Name: 'Eva', VIP: true, Tags: 'c' },
  });
});

test('a column can be mapped otherwise; what exists fixes the type, and every wrong setting is told', async () => {
  const { upload, save, people } = await makeWorkspace();
  await save('1', { age: 5 });
  const file = await upload('customer_id,age,tags\n1,x,"a, b"\n2,7,\n');
  const { columns } = await file.preview();
  expect(columns.map(({ target }) => target)).toMatchObject([
    { to: 'customer_id' },
    { to: 'attribute', name: 'age', type: 'number' },
    { to: 'attribute', name: 'tags', type: 'string' },
  ]);
  const reading = importSettings.shape.columns.element.options[2].shape.reading.parse({});
  const list = { to: 'attribute' as const, name: 'tags', type: 'array' as const, reading };
  const text = { to: 'attribute' as const, name: 'age', type: 'string' as const, reading };
  const id = { to: 'customer_id' as const };
  await expect(file.run({ columns: [id, text, list] })).rejects.toThrow(
    'Attribute age is of the type number',
  );
  await expect(file.run({ columns: [id, list, list] })).rejects.toThrow('are both attribute tags');
  await expect(file.run({ columns: [{ to: 'skip' }, { ...text, type: 'number' }, list] })).rejects.toThrow(
    'No column is the customer id',
  );
  await expect(file.run({ columns: [id, { ...text, name: '__proto__' }, list] })).rejects.toThrow(
    '__proto__',
  );
  const done = await file.run({ columns: [id, { ...text, type: 'number' }, list] });
  expect(done.counts).toMatchObject({ rows: 2, created: 1, changed: 0, bad: 1 });
  expect(await file.bad()).toMatchObject([
    { line: 2, field: 'age', message: 'age: "x" is not a number.', cells: ['1', 'x', 'a, b'] },
  ]);
  expect(await people()).toEqual({ 1: { age: 5 }, 2: { age: 7 } });
});

test('the last row of a customer wins, and everybody is counted once, in one batch or in many', async () => {
  const { upload, people, save } = await makeWorkspace();
  await save('c1', { city: 'Brno', plan: 'free' });
  const rows = Array.from({ length: 6_000 }, (_, n) => `c${n + 1},Prague,`);
  const file = await upload(
    `customer_id,city,plan\nc1,Brno,free\nc2,Zlín,\n${rows.join('\n')}\nc6000,Plzeň,gold\n`,
  );
  const counts = { rows: 6_003, created: 5_999, changed: 1, unchanged: 0, duplicates: 3, bad: 0 };
  expect(await file.check()).toMatchObject(counts);
  expect((await file.run()).counts).toMatchObject(counts);
  const found = await people();
  expect(found['c1']).toEqual({ city: 'Prague', plan: 'free' });
  expect(found['c6000']).toEqual({ city: 'Plzeň', plan: 'gold' });
  expect(Object.keys(found)).toHaveLength(6_000);
  const again = await upload(`customer_id,city,plan\n${rows.slice(0, 5_990).join('\n')}`);
  expect((await again.run()).counts).toMatchObject({ rows: 5_990, created: 0, changed: 0, unchanged: 5_990 });
});

test('blank cells leave or clear; only existing customers when asked', async () => {
  const { upload, people, save } = await makeWorkspace();
  await save('1', { city: 'Brno', plan: 'free', ps_id: '77' });
  const file = 'customer_id,city,plan,ps_id\n1,,gold,\n2,Zlín,,\n';
  expect((await (await upload(file)).run({ existing_only: true })).counts).toMatchObject({
    ...{ created: 0, changed: 1, skipped: 1 },
  });
  expect(await people()).toEqual({ 1: { city: 'Brno', plan: 'gold', ps_id: '77' } });
  await (await upload(file)).run({ blanks: 'clear' });
  expect(await people()).toEqual({ 1: { plan: 'gold', ps_id: '77' }, 2: { city: 'Zlín' } });
});

test('a ps_id joins the person known from Messenger; one of another customer is a bad row', async () => {
  const { upload, people, see, save } = await makeWorkspace();
  await see('111');
  await save('taken', { ps_id: '222' });
  const file = await upload(
    'customer_id,ps_id,city\n1,111,Brno\n2,222,Zlín\n3,1.23E+15,Praha\n4,333,Plzeň\n5,333,Most\n',
  );
  const done = await file.run();
  expect(done.counts).toMatchObject({ rows: 5, created: 2, joined: 1, bad: 3 });
  expect((await file.bad()).map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '3: ps_id 222 already belongs to customer taken.',
    '4: ps_id: ps_id 1.23E+15 was rounded by a spreadsheet: its last digits are lost.',
    '6: ps_id 333 already belongs to customer 4.',
  ]);
  expect(await people()).toEqual({
    1: { ps_id: '111', city: 'Brno' },
    4: { ps_id: '333', city: 'Plzeň' },
    taken: { ps_id: '222' },
  });
});

test('an undo takes away who was new and puts back what still is as it was written', async () => {
  const { upload, people, save, passTo } = await makeWorkspace();
  await save('old', { city: 'Brno', plan: 'free', age: 1 });
  await save('edited', { city: 'Brno' });
  await save('same', { city: 'Praha' });
  passTo(later);
  const file = await upload(
    'customer_id,city,plan\nold,Praha,gold\nedited,Praha,gold\nsame,Praha,\nnew,Praha,gold\nbusy,Praha,gold\n',
  );
  const done = await file.run();
  expect(done.counts).toMatchObject({ created: 2, changed: 2, unchanged: 1 });
  passTo(new Date(later.getTime() + 60_000));
  await save('busy', { city: 'Most' });
  await save('edited', { city: 'Most' });
  const undone = await file.undo();
  expect(undone).toMatchObject({ state: 'undone', counts: { removed: 1, restored: 2, kept: 2 } });
  expect(await people()).toEqual({
    old: { city: 'Brno', plan: 'free', age: 1 },
    edited: { city: 'Most' },
    same: { city: 'Praha' },
    busy: { city: 'Most', plan: 'gold' },
  });
  const kept = await many(
    database.db,
    sql<{
      because: string;
    }>`select because from import_kept where import_id = ${file.key.importId} order by because`,
  );
  expect(kept.map(({ because }) => because)).toEqual([
    'Changed since: city',
    'Something else happened to them since.',
  ]);
});

test('a paused run goes on from its place, and a worker that lost the import writes nothing', async () => {
  const { upload, needs, work, people } = await makeWorkspace();
  const rows = Array.from({ length: 12_000 }, (_, n) => `c${n},Prague`);
  const file = await upload(`customer_id,city\n${rows.join('\n')}\n`);
  await startRun(needs, file.key, await file.suggested());
  const running = work();
  await pauseImport(needs, file.key);
  await running;
  const paused = await file.row();
  expect(paused.state).toBe('paused');
  expect(Object.keys(await people())).toHaveLength(paused.counts.created ?? 0);
  expect(paused.counts.created).toBeLessThan(12_000);
  await resumeImport(needs, file.key);
  await work();
  expect(await file.row()).toMatchObject({ state: 'finished', counts: { rows: 12_000, created: 12_000 } });
  expect(Object.keys(await people())).toHaveLength(12_000);
});

test('NDJSON: typed values, lists and objects; what is no object, or another type, is a bad row', async () => {
  const { upload, people } = await makeWorkspace();
  const lines = [
    {
      customer_id: 'a',
      age: 3,
      tags: ['x', 'y'],
      address: { city: 'Brno' },
      vip: true,
      joined: '2026-11-22',
    },
    { customer_id: 'b', age: 'seven' },
    { customer_id: 12345678901234567890n },
  ].map((line) => JSON.stringify(line, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
  const file = await upload(
    `${lines.join('\n')}\n[1]\n{"customer_id":"c","age":null}\n{"customer_id":"d","other":1}`,
    {
      name: 'people.ndjson',
    },
  );
  const { columns } = await file.preview();
  const settings = columns.map(({ target }) => {
    if (target.to !== 'attribute') return target;
    const types = { age: 'number', tags: 'array', address: 'object' } as const;
    return { ...target, type: types[target.name as keyof typeof types] ?? target.type };
  });
  const done = await file.run({ columns: settings });
  expect(done.counts).toMatchObject({ rows: 6, created: 3, bad: 3 });
  expect((await file.bad()).map(({ line, field }) => [line, field])).toEqual([
    [2, 'age'],
    [3, 'customer_id'],
    [4, ''],
  ]);
  expect(await people()).toEqual({
    a: { age: 3, tags: ['x', 'y'], address: { city: 'Brno' }, vip: true, joined: '2026-11-22T00:00:00.000Z' },
    c: {},
    d: { other: 1 },
  });
});

test('events: stored once, their customers made, and taken back with their totals', async () => {
  const { id, upload, people } = await makeWorkspace();
  const file = await upload(
    'customer_id,event,time,price\n1,bought,2026-11-20T10:00:00Z,12.5\n1,bought,2026-11-21T10:00:00Z,7\n2,seen,yesterday,\n3,messenger_message,2026-11-21T10:00:00Z,\n',
    { kind: 'events', name: 'events.csv' },
  );
  const suggested = await file.suggested();
  const reading = importSettings.shape.columns.element.options[2].shape.reading.parse({});
  const columns = suggested.columns.with(2, { to: 'occurred_at' as const, reading });
  const done = await file.run({ columns });
  expect(done.counts).toMatchObject({ rows: 4, created: 2, bad: 2 });
  expect((await file.bad()).map(({ line, field }) => [line, field])).toEqual([
    [4, 'time'],
    [5, 'name'],
  ]);
  const totals = sql<{ times: number; sum: string }>`
    select times, value_sum::text as sum from event_totals where workspace_id = ${id}`;
  expect(await many(database.db, totals)).toEqual([{ times: 2, sum: '19.5' }]);
  expect((await file.undo()).counts).toMatchObject({ removed: 2 });
  expect(await many(database.db, totals)).toEqual([]);
  expect(Object.keys(await people())).toEqual(['1']);
});

test('a line nested beyond any use is a bad row, and the others are taken', async () => {
  const { upload, people } = await makeWorkspace();
  const nested = `{"customer_id":"b","note":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  const file = await upload(`{"customer_id":"a","note":"x"}\n${nested}\n{"customer_id":"c"}\n`, {
    name: 'people.ndjson',
  });
  const { state, counts } = await file.run();
  expect({ state, created: counts.created, bad: counts.bad }).toEqual({
    state: 'finished',
    created: 2,
    bad: 1,
  });
  expect(await people()).toEqual({ a: { note: 'x' }, c: {} });
});

test('a failed run whose file is gone does not go on as if it had been read to its end', async () => {
  const { upload, needs, work } = await makeWorkspace();
  const file = await upload(`customer_id,city\n1,Brno\n`);
  await startRun(needs, file.key, await file.suggested());
  const { db } = database;
  await execute(db, sql`update imports set state = 'failed' where import_id = ${file.key.importId}`);
  await execute(db, sql`delete from import_chunks where import_id = ${file.key.importId}`);
  await resumeImport(needs, file.key);
  await work();
  expect(await file.row()).toMatchObject({ state: 'failed', error: expect.stringContaining('gone') });
});

test('an undo gives no ps_id back that is somebody else’s by now', async () => {
  const { upload, people, save, passTo } = await makeWorkspace();
  await save('1', { ps_id: '111', city: 'Brno' });
  passTo(later);
  const file = await upload('customer_id,ps_id,city\n1,222,Praha\n');
  await file.run();
  passTo(new Date(later.getTime() + 60_000));
  await save('2', { ps_id: '111' });
  expect((await file.undo()).counts).toMatchObject({ restored: 1, kept: 1 });
  expect(await people()).toEqual({ 1: { ps_id: '222', city: 'Brno' }, 2: { ps_id: '111' } });
});

test('cells of a megabyte, NUL and broken rows are bad rows; the others are taken', async () => {
  const { upload, people } = await makeWorkspace();
  const huge = 'x'.repeat(1_000_000);
  const rows = [
    '1,Brno',
    `2,${huge}`,
    '3,a\0b',
    '4,"Zlín" x',
    '5,Most,more',
    `${'9'.repeat(300)},Most`,
    ',Most',
    '6,',
  ];
  const file = await upload(`customer_id,city\n${rows.join('\n')}\n`);
  expect((await file.run()).counts).toMatchObject({ rows: 8, created: 2, bad: 6 });
  const bad = await file.bad();
  expect(bad.map(({ line, message }) => `${line} ${message.replace(/9{60,}/, '9…')}`)).toEqual([
    '3 city: has 1000000 characters; at most 4000 can be kept.',
    '4 city: has a character that cannot be stored (U+0000).',
    '5 Behind a closing quote comes " " where the cell should end.',
    '6 The row has 3 cells, the header 2.',
    expect.stringMatching(/^7 customer_id: "9….* cannot be a customer id/),
    '8 customer_id: There is no customer id.',
  ]);
  expect(bad[0]?.cells[1]).toHaveLength(1_001);
  expect(await people()).toEqual({ 1: { city: 'Brno' }, 6: {} });
});
