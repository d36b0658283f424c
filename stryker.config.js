export default {
  mutate: ['src/{server,delivery,levels,request}/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.fast.config.ts' },
  tsconfigFile: 'none', // Stryker would rewrite it with an API that TypeScript 7 does not have
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { logTests: false },
  htmlReporter: { fileName: 'coverage/mutation.html' },
  tempDirName: 'coverage/stryker',
}
