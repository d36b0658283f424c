export type { McpTransportOptions } from './options.js'
export { McpTransport } from './transport.js'
