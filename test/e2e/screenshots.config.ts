/** The files that make the pictures of resources/screenshots: *.shots.ts, run by `npm run screenshots`. */
import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

export default defineConfig({ ...tests, testMatch: '*.shots.ts', outputDir: '../../test-results/screenshots' });
