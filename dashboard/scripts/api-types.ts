// Writes the dashboard's types of the API from openapi.json, which is printed from the service's contracts.
// Run it before a type check or a build; the file it writes is not committed.
import { readFile, writeFile } from 'node:fs/promises';
import openapi, { astToString } from 'openapi-typescript';

const source = new URL('../../openapi.json', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);

const document = JSON.parse(await readFile(source, 'utf8'));
await writeFile(target, astToString(await openapi(document)));
