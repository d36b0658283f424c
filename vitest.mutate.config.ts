import { defineConfig } from 'vitest/config'
import whole from './vitest.config.js'

/** The tests of the mutated folders that start no program and no HTTP server: every mutant waits for them. */
export default defineConfig({
  ...whole,
  test: {
    ...whole.test,
    isolate: false,
    include: [
      'test/levels/*.test.ts',
      'test/request/{request-context,traceparent}.test.ts',
      'test/server/{client-logger,client-logging,field-rules,local-clients,names,options,record,routing-table}.test.ts',
      'test/delivery/{delivery,rate-limit,record-queue}.test.ts',
    ],
  },
})
