import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (name: string): string => fileURLToPath(new URL(`src/${name}.ts`, import.meta.url))

export default defineConfig({
  // Fixtures and examples import the package by its name: in the suite's own process that is the source, for coverage;
  // in the child programs that tests start it is what `npm run build` has made.
  resolve: {
    alias: [
      { find: /^mcp-log-bridge$/, replacement: source('index') },
      { find: /^mcp-log-bridge\/(.+)$/, replacement: source('$1/index') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/*.test.js'],
    setupFiles: ['test/setup.ts'],
    // A file often waits for a program that it has started: two at once, even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text'],
      thresholds: { lines: 95 },
    },
  },
})
