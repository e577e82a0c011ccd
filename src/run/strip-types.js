/**
 * Takes the types out of our sources in a process of its own, which then ends. Node would do that here, with a compiler
 * that stays in memory for as long as the bot runs: 12 MB. `npm start` imports this before anything else; without it,
 * everything works the same. This file is the one that must have no types itself.
 */
import { execFileSync } from 'node:child_process';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
/** Ten times as much as there is. */
const sourcesAtMost = 32 * 1024 * 1024;

/** Types become blanks, so what is told of a line and a column is true of the source. */
const stripAll = `
  const { globSync, readFileSync } = require('node:fs');
  const { stripTypeScriptTypes } = require('node:module');
  const paths = globSync('{src,commands}/**/*.ts').map((path) => path.replaceAll('\\\\', '/'));
  const stripped = paths.map((path) => [path, stripTypeScriptTypes(readFileSync(path, 'utf8'))]);
  process.stdout.write(JSON.stringify(stripped));
`;

/** By path below the root. Nothing when it does not work here: then Node does it itself. */
function strippedSources() {
  try {
    const stripped = execFileSync(process.execPath, ['--eval', stripAll], {
      cwd: fileURLToPath(root),
      env: {},
      maxBuffer: sourcesAtMost,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(stripped.toString());
  } catch {
    return [];
  }
}

const sources = new Map(strippedSources());

registerHooks({
  load(url, context, nextLoad) {
    const path = url.startsWith(root.href) ? decodeURI(url.slice(root.href.length)) : '';
    const source = sources.get(path);
    // A module is loaded once.
    sources.delete(path);
    return source === undefined
      ? nextLoad(url, context)
      : { format: 'module', source, shortCircuit: true };
  },
});
