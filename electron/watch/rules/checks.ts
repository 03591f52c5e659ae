/** Whether a rule can be, beside the others: loops, folders that are one, folders that are none. Pure, over facts that were gathered before. */
import { problem, type Problem } from '../../contract/errors.ts';
import { DEFAULT_BACKEND } from '../../contract/recipe.ts';
import type { Rule } from '../../contract/rule.ts';

/** A folder as the system knows it. */
export interface FolderFacts {
  /** As it was given. */
  readonly path: string;
  /** Without links, in the case of the disk, with the system's separator; as given where it cannot be reached. */
  readonly real: string;
  /** Volume and number; two paths with the same are one folder. Null: it is not there. */
  readonly identity: string | null;
  readonly kind: 'folder' | 'other' | 'missing' | 'unreachable';
  readonly isReadable: boolean;
  readonly isWritable: boolean;
}

/** A rule with what is known of its folders. */
export interface RuleFacts {
  readonly rule: Rule;
  readonly folder: FolderFacts;
  readonly output: FolderFacts | null;
  readonly done: FolderFacts | null;
}

export interface Surroundings {
  readonly others: readonly RuleFacts[];
  readonly dataFolder: FolderFacts;
  readonly separator: string;
  /** Roots of the system that nobody means: "/", "C:\". */
  readonly isSystemRoot: (path: string) => boolean;
}

export interface Checked {
  /** It cannot be. */
  readonly problems: readonly Problem[];
  /** It can, and this is good to know. */
  readonly remarks: readonly string[];
}

function isSame(one: FolderFacts, other: FolderFacts): boolean {
  return one.identity !== null && other.identity !== null ? one.identity === other.identity : one.real === other.real;
}

function isBelow(inner: FolderFacts, outer: FolderFacts, separator: string): boolean {
  const start = outer.real.endsWith(separator) ? outer.real : `${outer.real}${separator}`;
  return !isSame(inner, outer) && inner.real.startsWith(start);
}

const impossible = (words: string): Problem => problem('rule-impossible', words);

/** Checks a rule. */
export function checkRule(facts: RuleFacts, around: Surroundings): Checked {
  const problems = [...folderProblems(facts, around), ...outputProblems(facts, around), ...doneProblems(facts, around)];
  const remarks = outputRemarks(facts, around);
  for (const other of around.others) {
    const beside = besideOther(facts, other, around.separator);
    problems.push(...beside.problems);
    remarks.push(...beside.remarks);
  }
  return { problems, remarks };
}

function folderProblems({ folder }: RuleFacts, { dataFolder, separator, isSystemRoot }: Surroundings): Problem[] {
  if (folder.kind === 'missing' || folder.kind === 'unreachable')
    return [problem('root-missing', 'The folder is not there. Connect its drive, or choose another folder.')];
  if (folder.kind === 'other') return [impossible('This is no folder. Choose a folder.')];
  if (!folder.isReadable) return [impossible('The folder cannot be read. Change its permissions, or choose another folder.')];
  if (isSystemRoot(folder.real)) return [impossible('This is the whole drive of the system. Choose a folder in it.')];
  if (isSame(folder, dataFolder) || isBelow(folder, dataFolder, separator))
    return [impossible('Darkslide keeps its own data in this folder. Choose another folder.')];
  return [];
}

function outputProblems({ folder, output }: RuleFacts, { dataFolder, separator }: Surroundings): Problem[] {
  if (output === null) {
    return folder.kind === 'folder' && !folder.isWritable
      ? [impossible('Results cannot be written beside the photos. Choose a folder for results.')]
      : [];
  }
  if (isSame(folder, output)) return [impossible('Results would lie among the photos. Choose another folder for results.')];
  if (output.kind === 'other') return [impossible('What was chosen for results is no folder. Choose a folder.')];
  if (output.kind === 'unreachable')
    return [impossible('The folder for results cannot be reached. Connect its drive, or choose another.')];
  if (output.kind === 'folder' && !output.isWritable)
    return [impossible('The folder for results cannot be written. Change its permissions, or choose another.')];
  if (isSame(output, dataFolder) || isBelow(output, dataFolder, separator))
    return [impossible('Darkslide keeps its own data in the folder for results. Choose another folder.')];
  return [];
}

function doneProblems({ folder, output, done }: RuleFacts, { dataFolder, separator }: Surroundings): Problem[] {
  if (done === null) return [];
  if (isSame(done, folder)) return [impossible('The done folder is the watched folder itself. Choose another one.')];
  if (isBelow(folder, done, separator))
    return [impossible('The watched folder lies in the done folder. Choose a done folder beside it or in it.')];
  if (output !== null && isSame(done, output))
    return [impossible('Originals and results would lie in one folder. Choose another done folder.')];
  if (done.kind !== 'folder') return [impossible('The done folder is not there. Make it, or choose another.')];
  if (!done.isWritable) return [impossible('The done folder cannot be written. Change its permissions, or choose another.')];
  if (isSame(done, dataFolder) || isBelow(done, dataFolder, separator))
    return [impossible('Darkslide keeps its own data in the done folder. Choose another folder.')];
  return [];
}

function outputRemarks({ folder, output, done }: RuleFacts, { separator }: Surroundings): string[] {
  const remarks: string[] = [];
  if (output !== null && isBelow(output, folder, separator))
    remarks.push('Results go into a folder inside the watched one; that folder is left out.');
  if (done !== null && isBelow(done, folder, separator))
    remarks.push('The done folder lies inside the watched one; it is left out.');
  return remarks;
}

/** Where results of a rule go; null: into folders of the name "Darkslide" beside the photos. */
function besideOther(facts: RuleFacts, other: RuleFacts, separator: string): Checked {
  const { rule, folder, output } = facts;
  const name = `“${other.rule.name}”`;
  const problems: Problem[] = [];
  const remarks: string[] = [];
  if (other.rule.name === rule.name)
    problems.push(impossible(`There is another rule with the name ${name}. Limits count under the name: choose another.`));
  if (isSame(folder, other.folder)) {
    if (sameRecipe(rule, other.rule)) problems.push(impossible(`The rule ${name} watches the same folder with the same recipe.`));
    else remarks.push(`The rule ${name} watches the same folder: each photo is developed by both, and paid for each.`);
  } else if (isNested(folder, other, separator) && sameRecipe(rule, other.rule)) {
    remarks.push(
      `The rule ${name} watches a folder around this one or in it with the same recipe: a photo is developed and paid once.`,
    );
  }
  const feedsOther = output !== null && covers(other, output, separator);
  const isFed = other.output !== null && covers(facts, other.output, separator);
  if (feedsOther && isFed)
    problems.push(impossible(`This rule and ${name} watch each other's results. Choose another folder for results.`));
  else if (isFed) remarks.push(`The rule ${name} puts its results into this folder: results are never developed again.`);
  else if (feedsOther) remarks.push(`The rule ${name} watches the folder for results: results are never developed again.`);
  return { problems, remarks };
}

/** Does a rule look into this folder? One inside its own results is left out anyway. */
function covers({ rule, folder }: RuleFacts, place: FolderFacts, separator: string): boolean {
  return isSame(folder, place) || (rule.filters.subfolders && isBelow(place, folder, separator));
}

function isNested(folder: FolderFacts, other: RuleFacts, separator: string): boolean {
  return isBelow(folder, other.folder, separator) || isBelow(other.folder, folder, separator);
}

/** What makes two pieces of work the same; where it is stored and how it is called does not. */
function sameRecipe(one: Rule, other: Rule): boolean {
  const work = ({ recipe: { model, parameters, format, longSide, variant = 1, backend = DEFAULT_BACKEND } }: Rule): string =>
    JSON.stringify([model, Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)), format, longSide, variant, backend]);
  return work(one) === work(other);
}
