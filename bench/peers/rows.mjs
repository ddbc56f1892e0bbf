// Reads the scenarios' CSV: an id, then metadata columns; no quotes are needed there.
import { readFileSync } from 'node:fs';

export function readRows(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const keys = header.split(',').slice(1).map((name) => name.slice('metadata['.length, -1));
  return lines.map((line) => {
    const [id, ...values] = line.split(',');
    return { id, metadata: Object.fromEntries(values.map((value, i) => [keys[i], value])) };
  });
}
