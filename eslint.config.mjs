/** Lint: typescript-eslint's strict set with types, the house's layer table, and React's rules for the page. */
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layerPlugin } from './test/helpers/layer-rule.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const typed = ['**/*.ts', '**/*.tsx', '**/*.mts'];
const plain = ['**/*.mjs'];

export default defineConfig(
  globalIgnores(['dist/', 'release/', 'node_modules/', 'test-results/']),
  {
    files: [...typed, ...plain],
    extends: [js.configs.recommended],
    plugins: { darkslide: layerPlugin },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      'darkslide/imports': 'error',
      // `== null` asks for null and undefined at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/promise-function-async': 'error',
      // Inside try, without await the catch never sees the failure.
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      'react-hooks/exhaustive-deps': 'error',
      // Of the rules for React's compiler, which is not used here, these also refuse to draw on a canvas from a handler, and to
      // change a live region after it stands in the page (before that, screen readers say nothing).
      'react-hooks/immutability': 'off',
      'react-hooks/set-state-in-effect': 'off',
      // The page has no log; the developer tools show what it could not do.
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  {
    files: plain,
    // Names that Node gives to every module; the rest is imported.
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'console',
          'performance',
          'WebSocket',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  {
    // File names and metadata are cleaned of control characters by patterns that name them.
    files: ['electron/**'],
    rules: { 'no-control-regex': 'off' },
  },
  {
    // The successors of safeStorage's synchronous calls do not exist in the Electron that runs the tests.
    files: ['electron/desktop/keychain.ts'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    // These talk to the person at the terminal.
    files: ['electron/launch/**', 'electron/cli.ts', 'test/**', 'resources/**'],
    rules: { 'no-console': 'off' },
  },
);
