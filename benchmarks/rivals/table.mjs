// Makes tables of what run.sh measured: table.mjs FILE, with one JSON object a line.
import fs from 'node:fs';

const lines = fs
  .readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter((line) => line)
  .map((line) => JSON.parse(line));
// pion's longest message is a byte shorter.
const size = (r) => (r.bytes === 65535 ? 65536 : r.bytes);
const median = (values) => [...values].sort((x, y) => x - y)[values.length >> 1];
const unique = (values) => [...new Set(values)];

function table(title, rows, columns, cell, last) {
  if (rows.length === 0) return;
  const peers = unique(rows.map((r) => r.peer));
  console.log(`${title}\n`);
  console.log(`| stack | ${columns.map((c) => `${c.name} (ours is) | `).join('')}${last ? `${last.name} |` : ''}`);
  console.log(`|---|${columns.map(() => '---|').join('')}${last ? '---|' : ''}`);
  for (const peer of peers) {
    const cells = columns.map((c) => {
      const of = (name) => median(rows.filter((r) => r.peer === name && c.holds(r)).map(cell));
      const value = of(peer);
      const ours = of('vivavoce');
      return value === undefined ? '-' : `${value}${ours && peer !== 'vivavoce' ? ` (${(ours / value).toFixed(2)})` : ''}`;
    });
    const end = last ? ` ${median(rows.filter((r) => r.peer === peer).map(last.value))} |` : '';
    console.log(`| ${peer} | ${cells.join(' | ')} |${end}`);
  }
  console.log();
}

for (const count of [1, 2]) {
  const rows = lines.filter((r) => r.lossPercent === undefined && (r.processes ?? 1) === count);
  const columns = unique(rows.map(size))
    .sort((x, y) => y - x)
    .map((bytes) => ({ name: `${bytes} B, MB/s`, holds: (r) => size(r) === bytes }));
  table(count === 1 ? 'Both ends in one process' : 'Two processes', rows, columns, (r) => r.MBps, {
    name: 'round trip, µs',
    value: (r) => r.roundTripMicros,
  });
}
const lossy = lines.filter((r) => r.lossPercent !== undefined);
table(
  '50 ms, 100 Mbit/s',
  lossy,
  unique(lossy.map((r) => r.lossPercent)).map((p) => ({ name: `${p} % loss, Mbit/s`, holds: (r) => r.lossPercent === p })),
  (r) => r.Mbps,
);
