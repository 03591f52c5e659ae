/** Which rules can be beside which. */
import { describe, expect, it } from 'vitest';
import { checkRule, type FolderFacts, type RuleFacts, type Surroundings } from '../../../../electron/watch/rules/checks.ts';
import { ruleFor } from '../../../helpers/watch-ground.ts';
import { recipe } from '../../../helpers/workshop.ts';

const folder = (path: string, change: Partial<FolderFacts> = {}): FolderFacts => ({
  ...{ path, real: path, identity: path, kind: 'folder', isReadable: true, isWritable: true },
  ...change,
});
const facts = (
  place: string | FolderFacts,
  more: { output?: FolderFacts; done?: FolderFacts; prompt?: string } = {},
): RuleFacts => {
  const { output = null, done = null, prompt = 'golden' } = more;
  const at = typeof place === 'string' ? folder(place) : place;
  const rule = ruleFor(at.path, { recipe: { ...recipe, parameters: { prompt } } });
  return { rule, folder: at, output, done };
};
const around = (...others: RuleFacts[]): Surroundings => ({
  ...{ others, dataFolder: folder('/home/me/.darkslide'), separator: '/' },
  isSystemRoot: (path) => path === '/',
});
const why = (rule: RuleFacts, ...others: RuleFacts[]): string =>
  checkRule(rule, around(...others))
    .problems.map(({ message }) => message)
    .join(' ');
const remarks = (rule: RuleFacts, ...others: RuleFacts[]): string => checkRule(rule, around(...others)).remarks.join(' ');

describe('a rule by itself', () => {
  it('can be', () => {
    expect(checkRule(facts('/in'), around())).toEqual({ problems: [], remarks: [] });
  });

  it.each<[string, FolderFacts, string]>([
    ['is missing', folder('/in', { kind: 'missing', identity: null }), 'not there'],
    ['does not answer', folder('/in', { kind: 'unreachable', identity: null }), 'not there'],
    ['is a file', folder('/in', { kind: 'other' }), 'no folder'],
    ['cannot be read', folder('/in', { isReadable: false }), 'cannot be read'],
    ['cannot be written, with results beside the photos', folder('/in', { isWritable: false }), 'beside the photos'],
    ['is the whole system', folder('/'), 'whole drive'],
    ['is the data folder', folder('/home/me/.darkslide'), 'own data'],
    ['lies in the data folder', folder('/home/me/.darkslide/Pasted'), 'own data'],
    [
      'is a link into the data folder',
      folder('/in', { real: '/home/me/.darkslide', identity: '/home/me/.darkslide' }),
      'own data',
    ],
  ])('cannot be where its folder %s', (_, place, words) => {
    expect(why(facts(place))).toContain(words);
  });

  it('may keep its results inside, not among the photos', () => {
    expect(remarks(facts('/in', { output: folder('/in/out') }))).toContain('left out');
    expect(why(facts('/in', { output: folder('/in') }))).toContain('among the photos');
    expect(why(facts('/in', { output: folder('/IN', { identity: '/in' }) }))).toContain('among the photos');
    expect(why(facts('/in', { output: folder('/input') }))).toBe('');
  });

  it('takes a folder for results that is to be made, and none that cannot be written', () => {
    expect(why(facts('/in', { output: folder('/out', { kind: 'missing', identity: null, isWritable: false }) }))).toBe('');
    expect(why(facts('/in', { output: folder('/out', { isWritable: false }) }))).toContain('cannot be written');
  });

  it('has a done folder that is there, is not its own and not around it', () => {
    expect(why(facts('/in', { done: folder('/in') }))).toContain('watched folder itself');
    expect(why(facts('/in/today', { done: folder('/in') }))).toContain('lies in the done folder');
    expect(why(facts('/in', { done: folder('/done', { kind: 'missing', identity: null }) }))).toContain('not there');
    expect(why(facts('/in', { output: folder('/out'), done: folder('/out') }))).toContain('one folder');
    expect(remarks(facts('/in', { done: folder('/in/done') }))).toContain('left out');
  });
});

describe('rules beside each other', () => {
  it.each<[string, FolderFacts]>([
    ['the same path', folder('/in')],
    ['a link', folder('/link', { real: '/in', identity: '/in' })],
    ['another case', folder('/IN', { real: '/IN', identity: '/in' })],
  ])('are refused for one folder by %s with one recipe, and explained with two', (_, place) => {
    expect(why(facts(place), facts('/in'))).toContain('same folder with the same recipe');
    expect(why(facts(place, { prompt: 'winter' }), facts('/in'))).toBe('');
    expect(remarks(facts(place, { prompt: 'winter' }), facts('/in'))).toContain('paid for each');
  });

  it('do not watch each other’s results', () => {
    const first = facts('/a', { output: folder('/b') });
    expect(why(facts('/b', { output: folder('/a') }), first)).toContain('each other');
    expect(why(facts('/b', { output: folder('/a/inner') }), first)).toContain('each other');
  });

  it('may lie behind each other: results are never developed again', () => {
    expect(why(facts('/b'), facts('/a', { output: folder('/b') }))).toBe('');
    expect(remarks(facts('/b'), facts('/a', { output: folder('/b') }))).toContain('never developed again');
    expect(remarks(facts('/a', { output: folder('/b') }), facts('/b'))).toContain('never developed again');
  });

  it('have names of their own', () => {
    const first = facts('/a');
    const second = facts('/b');
    expect(why({ ...second, rule: { ...second.rule, name: first.rule.name } }, first)).toContain('the name');
  });

  it('say that a photo in both is paid once', () => {
    expect(remarks(facts('/a/b'), facts('/a'))).toContain('paid once');
  });
});
