/** Every scenario: how files come, go and change in the world, and what has to become of each. */
import { links } from './scenarios/links.ts';
import { names } from './scenarios/names.ts';
import { renaming } from './scenarios/renaming.ts';
import { roots } from './scenarios/roots.ts';
import { rules } from './scenarios/rules.ts';
import { writing } from './scenarios/writing.ts';
import type { Scenario } from './world.ts';

export const scenarios: readonly Scenario[] = [...writing, ...renaming, ...names, ...links, ...roots, ...rules];
