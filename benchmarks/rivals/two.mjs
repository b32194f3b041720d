// Runs a program twice, as `send` and as `sink`, hands the signals of each to the other, and prints what both measured as one JSON
// object.
//
//   node two.mjs PATIENCE_SECONDS COMMAND...
import { spawn } from 'node:child_process';
import readline from 'node:readline';

const [, , patience, command, ...args] = process.argv;
const result = { processes: 2 };
let missing = 2;

function start(role) {
  const child = spawn(command, [...args, role], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {}); // it has ended, which is told below
  return child;
}

const ends = [start('send'), start('sink')];
const timer = setTimeout(() => finish(`nothing measured in ${patience} s`), patience * 1000);
ends.forEach((end, i) => {
  readline.createInterface({ input: end.stdout }).on('line', (line) => {
    if (line.startsWith('{')) {
      Object.assign(result, JSON.parse(line));
      if (--missing === 0) finish();
    } else if (/^(offer|answer|candidate) /.test(line)) {
      ends[1 - i].stdin.write(`${line}\n`);
    }
  });
  end.on('exit', (code) => code && missing && finish(`one end ended with ${code}`));
});

function finish(failure) {
  clearTimeout(timer);
  ends.forEach((end) => end.kill());
  if (failure) {
    console.error(failure);
    process.exit(1);
  }
  console.log(JSON.stringify(result));
  process.exit(0);
}
