// OpenTelemetry for logs alone: loaded before the program, with `--import`.
import { register } from 'node:module'
import { context } from '@opentelemetry/api'
import { logs } from '@opentelemetry/api-logs'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino'
import { WinstonInstrumentation } from '@opentelemetry/instrumentation-winston'
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'

// So that loggers which are loaded by `import` are seen as well.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)

// In place of an OTLP exporter, for this example to need no collector: one line on stderr for each record.
const exporter = {
  /** @type {import('@opentelemetry/sdk-logs').LogRecordExporter['export']} */
  export(records, done) {
    for (const { body, spanContext } of records) process.stderr.write(`exported ${body} ${spanContext?.traceId}\n`)
    done({ code: 0 })
  },
  forceFlush: async () => {},
  shutdown: async () => {},
}

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }))
registerInstrumentations({ instrumentations: [new PinoInstrumentation(), new WinstonInstrumentation()] })
