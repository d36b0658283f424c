export { traceContext } from './trace-context.js'
