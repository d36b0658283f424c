export { McpTransport, type McpTransportOptions } from './transport.js'
