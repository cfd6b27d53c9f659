#!/usr/bin/env node
// `messenger-sandbox`: the sandbox as a command. Plain JavaScript, because Node strips types everywhere but under node_modules,
// which is where an installed package lies: there, a hook strips them.
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`messenger-sandbox needs Node 22.18 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const own = new URL('.', import.meta.url).href;
if (own.includes('/node_modules/')) {
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith(own) || !url.endsWith('.ts')) return nextLoad(url, context);
      const source = nodeModule.stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

await import('./main.ts');
