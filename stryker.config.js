export default {
  mutate: ['src/{server,delivery,levels,request}/**/*.ts'],
  testRunner: 'vitest',
  // Each mutant is judged by the tests that reach it, beginning with none of the others' imports.
  vitest: { configFile: 'vitest.mutate.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  tsconfigFile: 'none', // Stryker would rewrite it with an API that TypeScript 7 does not have
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { logTests: false },
  htmlReporter: { fileName: 'coverage/mutation.html' },
  tempDirName: 'coverage/stryker',
}
