/** Runs one cell of the state matrix: breaks the files, lets command line and app work, does what they ask a person to do, and looks at the money. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from '../../helpers/command.ts';
import type { AppReport } from './app-messages.ts';
import { auditMoney, crashIn, keptAside, readAll } from './audit.ts';
import { breakThing, partsOf } from './break.ts';
import { destroysPicture, forgetsPicture, has, type Cell } from './cells.ts';
import { API_KEY, limits, MOST_CHARGES, type Ground } from './ground.ts';

export interface Finding {
  readonly cell: Cell;
  readonly side: 'command line' | 'app';
  /** How the first run over the broken files ended: "exit 3", "started", "did not start". */
  readonly ended: string;
  /** What it said about them. */
  readonly said: readonly string[];
  /** Charges in all after the first runs, and after a person did what was asked for. */
  readonly charged: number;
  readonly chargedInTheEnd: number;
  /** What is wrong with this cell; empty: nothing. */
  readonly faults: readonly string[];
}

/** The files are as they were, and then broken. Returns what is in those that have to be set aside rather than lost. */
function prepare(ground: Ground, cell: Cell): ReadonlyMap<string, Buffer> {
  ground.restore();
  for (const breakage of cell) breakThing(ground.home, breakage);
  const aside = cell.filter(
    ({ thing, state }) => (thing === 'ledger' || thing === 'settings') && ['cut', 'zeros', 'garbage', 'newer'].includes(state),
  );
  return readAll(aside.flatMap(({ thing }) => partsOf(ground.home, thing).files));
}

/** Cells in which the program cannot mend what is wrong: a person brings another version of it, or deletes a file. */
const isForGood = (cell: Cell): boolean => has(cell, 'ledger', 'newer');

const sentences = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{'));

/** What a run of the command line tells a person. */
function saidBy(ran: Ran): string[] {
  const told = ran.lines
    .filter(({ message }) => message !== null)
    .map(({ event, code, message }) => `${event} ${code ?? ''}: ${message ?? ''}`);
  return [...told, ...sentences(ran.err)];
}

/** Lets the command line work over the broken files. */
export async function runCommandLine(ground: Ground, cell: Cell): Promise<Finding> {
  const aside = prepare(ground, cell);
  const { command, out, photos } = ground;
  const develop = async (): Promise<Ran> => await command('develop', ...photos, '--prompt', 'winter', '--out', out, '--json');
  const first = await develop();
  const jobs = await command('jobs');
  const shown = await command('limits');
  const said = saidBy(first);
  const ran = [first, jobs, shown];
  const faults = ran.flatMap(({ code, out: printed, err }, index) => {
    const name = ['develop', 'jobs', 'limits'][index] ?? '';
    const crash = crashIn(printed + err);
    const isKnown = code === 0 || code === 1 || code === 3 || code === 4;
    return [
      ...(crash === null ? [] : [`crash of ${name}: ${crash}`]),
      ...(isKnown ? [] : [`${name} ended with ${String(code)}`]),
      ...(code !== 0 && (err + printed).trim() === '' ? [`silent: ${name} ended with ${String(code)}`] : []),
    ];
  });
  faults.push(...silences(cell, { develop: first, jobs, limits: shown }));
  faults.push(...keptAside(ground.home, aside).map((name) => `gone: what was in ${name}`));
  const broken = auditMoney(ground, cell, false);
  faults.push(...broken.faults);
  if (isForGood(cell))
    return {
      cell,
      side: 'command line',
      ended: `exit ${String(first.code)}`,
      said,
      charged: broken.charged,
      chargedInTheEnd: broken.charged,
      faults,
    };

  // The person does what was asked for, and asks again
  ground.settle();
  const asked = ran.map(({ out: printed, err }) => printed + err).join('\n');
  if (/rebuild-ledger/.test(asked)) {
    const rebuilt = await command('rebuild-ledger', ground.out, ground.late);
    if (rebuilt.code !== 0) faults.push(`rebuild-ledger ended with ${String(rebuilt.code)}: ${rebuilt.err}`);
  }
  const now = await command('limits');
  if (/limits --confirm/.test(now.out + now.err)) {
    const confirm = async (): Promise<Ran> =>
      await command('limits', '--confirm', '--day', String(limits.dayUsd), '--run', 'none');
    let confirmed = await confirm();
    if (confirmed.code === 3 && /moved away/.test(confirmed.err)) {
      renameSync(join(ground.home, 'settings.json'), join(ground.home, 'settings.json.moved'));
      confirmed = await confirm();
    }
    if (confirmed.code !== 0) faults.push(`limits --confirm ended with ${String(confirmed.code)}: ${confirmed.err}`);
  }
  const last = await develop();
  const crash = crashIn(last.out + last.err);
  if (crash !== null) faults.push(`crash of the last develop: ${crash}`);
  const end = auditMoney(ground, cell, destroysPicture(cell) || forgetsPicture(cell));
  faults.push(...end.faults.filter((fault) => !broken.faults.includes(fault)));
  if (end.charged < MOST_CHARGES)
    faults.push(`stuck: ${String(end.charged)} of ${String(MOST_CHARGES)} charged in the end: ${saidBy(last).join(' | ')}`);
  return {
    ...{ cell, side: 'command line', ended: `exit ${String(first.code)}`, said, faults },
    ...{ charged: broken.charged, chargedInTheEnd: end.charged },
  };
}

const settingsBroken = ['absent', 'empty', 'cut', 'zeros', 'garbage', 'unreadable', 'newer'] as const;
const ledgerBroken = ['absent', 'empty', 'cut', 'zeros', 'garbage', 'unreadable', 'read-only', 'newer'] as const;

/** What has to be said and was not. */
function silences(cell: Cell, { develop, jobs, limits: shown }: Readonly<Record<'develop' | 'jobs' | 'limits', Ran>>): string[] {
  const faults: string[] = [];
  const expect = (name: string, ran: Ran, words: RegExp): void => {
    if (ran.code === 0 || !words.test(ran.out + ran.err))
      faults.push(`silent: ${name} says nothing of it (exit ${String(ran.code)})`);
  };
  const ledgerGone = has(cell, 'ledger', ...ledgerBroken);
  if (ledgerGone) {
    expect('develop', develop, /library/);
    expect('jobs', jobs, /library/);
  } else if (has(cell, 'settings', ...settingsBroken) && !has(cell, 'lock', 'unreadable', 'read-only')) {
    expect('develop', develop, /limits/);
    expect('limits', shown, /limits cannot be read/);
  }
  if (!ledgerGone && destroysPicture(cell) && develop.code === 0)
    faults.push('silent: a paid picture is gone, and develop ended with 0');
  return faults;
}

/** Lets the app work over the broken files. */
export async function runApp(ground: Ground, cell: Cell): Promise<Finding> {
  const aside = prepare(ground, cell);
  const first = await ground.app({});
  const report = first.report;
  const said = report === null ? [] : saidByApp(report);
  const faults = first.crash === null ? [] : [`crash: ${first.crash}`];
  for (const line of said) if (crashIn(line) !== null && !/settings/.test(line)) faults.push(`crash: ${line}`);
  if (report?.hangs === true) faults.push('hangs: the queue neither goes on nor says why');
  if (report !== null) faults.push(...silencesOfApp(cell, report));
  faults.push(...keptAside(ground.home, aside).map((name) => `gone: what was in ${name}`));
  const broken = auditMoney(ground, cell, false);
  faults.push(...broken.faults);
  const ended = report === null ? 'crashed' : report.cannotStart === null ? 'started' : 'did not start';
  if (isForGood(cell))
    return { cell, side: 'app', ended, said, charged: broken.charged, chargedInTheEnd: broken.charged, faults };

  ground.settle();
  const person = { confirm: limits, recoverFrom: [ground.out, ground.late] };
  const last = await ground.app({ ...person, key: API_KEY });
  if (last.crash !== null) faults.push(`crash in the end: ${last.crash}`);
  const end = auditMoney(ground, cell, destroysPicture(cell) || forgetsPicture(cell));
  faults.push(...end.faults.filter((fault) => !broken.faults.includes(fault)));
  if (end.charged < MOST_CHARGES && last.report !== null)
    faults.push(
      `stuck: ${String(end.charged)} of ${String(MOST_CHARGES)} charged in the end: ${saidByApp(last.report).join(' | ')}`,
    );
  return { cell, side: 'app', ended, said, charged: broken.charged, chargedInTheEnd: end.charged, faults };
}

function saidByApp({ cannotStart, notices, pauses, troubles }: AppReport): string[] {
  return [...(cannotStart === null ? [] : [cannotStart]), ...notices, ...pauses, ...troubles];
}

function silencesOfApp(cell: Cell, report: AppReport): string[] {
  const said = saidByApp(report).join('\n');
  const faults: string[] = [];
  const expect = (what: string, words: RegExp): void => {
    if (!words.test(said)) faults.push(`silent: the app says nothing of the ${what}`);
  };
  if (report.cannotStart !== null) return /:\s\S/.test(said) ? [] : ['silent: the app does not start'];
  if (has(cell, 'ledger', ...ledgerBroken)) expect('ledger', /library/);
  else if (has(cell, 'settings', ...settingsBroken)) expect('limits', /limits/);
  if (has(cell, 'settings', 'cut', 'zeros', 'garbage', 'newer', 'unreadable')) expect('settings', /settings/i);
  if (has(cell, 'key', 'empty', 'cut', 'zeros', 'garbage', 'unreadable', 'newer')) expect('key', /key/i);
  if (!has(cell, 'ledger') && destroysPicture(cell)) expect('picture that is gone', /picture/);
  if (!report.thumbnail) faults.push('no thumbnail came');
  return faults;
}
