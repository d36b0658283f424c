import { defineConfig, mergeConfig } from 'vitest/config'
import whole from './vitest.config.js'

/** What answers within seconds: without the files that start programs, open sessions by the hundred or move megabytes. */
export default mergeConfig(
  whole,
  defineConfig({
    test: {
      exclude: [
        'test/{package,stdout}/**',
        'test/client/{forward-stderr,gateway,level,real-servers}.test.ts',
        'test/delivery/stalled-client.test.ts',
        'test/payload/hostile-data.test.ts',
        'test/redact/leaks.test.ts',
        'test/server/{contract,faults,isolation,isolation-under-load,level-filter}.test.ts',
        'test/winston/{context,crash}.test.ts',
      ],
    },
  }),
)
