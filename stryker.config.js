export default {
  mutate: ['src/{server,delivery,levels,request}/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts', related: false }, // all its tests are related to `src/index.ts`
  coverageAnalysis: 'perTest',
  concurrency: 1,
  ignoreStatic: true, // tables and patterns: under vitest 4 most of their mutants are not active, and seem to survive
  tsconfigFile: 'none', // Stryker would rewrite it with an API that TypeScript 7 does not have
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { logTests: false },
  htmlReporter: { fileName: 'coverage/mutation.html' },
  tempDirName: 'coverage/stryker',
}
