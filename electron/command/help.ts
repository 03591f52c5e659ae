/** Help for one command: cut out of the usage, so that nothing is said twice. Pure. */
import { USAGE } from './usage.ts';

/** The lines of the usage about one command; all of it where there is no such command. */
export function usageOf(command: string): string {
  const lines = USAGE.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`  ${command} `));
  if (first === -1) return USAGE;
  // The options of a command are indented further than its name
  const after = lines.slice(first + 1).findIndex((line) => !line.startsWith('   '));
  return [`Usage: npm run -s cli -- COMMAND`, '', ...lines.slice(first, first + 1 + after)].join('\n');
}

/** Help is asked for, and not part of what follows an option: "--prompt --help" means a prompt. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return options.some((arg, index) => (arg === '--help' || arg === '-h') && !takesValue(options[index - 1] ?? ''));
}

/** Options that are followed by their value. */
const VALUED =
  /^--(?:prompt|strength|model|format|out|name|long-side|full-size|original|amount|keep|pairs|set|with|max-credits|rate|leave-out|rule|rule-credits|run|day|floor|port|ledger|latency|balance)$/;

function takesValue(option: string): boolean {
  return VALUED.test(option);
}
